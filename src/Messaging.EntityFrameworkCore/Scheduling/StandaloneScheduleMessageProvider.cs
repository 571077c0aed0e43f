using MassTransit;
using MassTransit.Middleware.Outbox;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>
/// Schedules in a transaction of its own, where there is no other: a redelivery is decided after the consumer's transaction was rolled back.
/// The row is committed before the failed message is acknowledged.
/// </summary>
internal sealed class StandaloneScheduleMessageProvider<TDbContext>(IServiceScopeFactory scopes, ConsumeContext failed) : IScheduleMessageProvider
    where TDbContext : DbContext
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var buffer = scope.ServiceProvider.GetRequiredService<OutboxBuffer>();
        var redelivery = new RedeliveryPipe<T>(pipe, failed, scope.ServiceProvider.GetRequiredService<TimeProvider>());
        var capturing = new OutboxSendEndpointProvider(
            new CapturingSendContext(scope.ServiceProvider.GetRequiredService<OutboxCapture>(), scope.ServiceProvider, buffer.Add), failed);
        var scheduled = await new OutboxScheduleMessageProvider(capturing, buffer)
            .ScheduleSend(destinationAddress, scheduledTime, message, redelivery, cancellationToken).ConfigureAwait(false);
        await scope.ServiceProvider.GetRequiredService<TDbContext>().SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return scheduled;
    }

    public async Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OutboxBuffer>().CancelScheduled(tokenId);
        await scope.ServiceProvider.GetRequiredService<TDbContext>().SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);
}
