using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Ends the relay's sends with their first failure. See <see cref="SendAttempt"/>.</summary>
internal sealed class SendAttemptObserver : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class =>
        exception is not OperationCanceledException && context.TryGetPayload(out SendAttempt? attempt) ? attempt.FailAsync(exception) : Task.CompletedTask;
}
