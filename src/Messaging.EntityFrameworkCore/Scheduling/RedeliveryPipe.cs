using MassTransit;
using Messaging.Failures;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>
/// Says on the copies of a message that is redelivered when it failed for the first time, and how often consumers have failed on it; its dead letter shows both.
/// </summary>
internal sealed class RedeliveryPipe<T>(IPipe<SendContext<T>> next, ConsumeContext failed, TimeProvider time) : IPipe<SendContext<T>>
    where T : class
{
    public async Task Send(SendContext<T> context)
    {
        await next.Send(context).ConfigureAwait(false);
        if (!context.Headers.TryGetHeader(MassTransit.MessageHeaders.RedeliveryCount, out _))
            return;
        // A copy of a copy has it from the first.
        if (!context.Headers.TryGetHeader(MessagingHeaders.FirstFailedAt, out _))
            context.Headers.Set(MessagingHeaders.FirstFailedAt, FirstFailure.Now(time));
        context.Headers.Set(MessagingHeaders.FailedAttempts, failed.ReceiveContext.GetAllFailedAttempts());
    }

    public void Probe(ProbeContext context) => next.Probe(context);
}
