using MassTransit;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>Says on the copies of a message that is redelivered when it failed for the first time; its dead letter shows that beside the last time.</summary>
internal sealed class FirstFailurePipe<T>(IPipe<SendContext<T>> next, TimeProvider time) : IPipe<SendContext<T>>
    where T : class
{
    public async Task Send(SendContext<T> context)
    {
        await next.Send(context).ConfigureAwait(false);
        // A copy of a copy has it from the first.
        if (context.Headers.TryGetHeader(MassTransit.MessageHeaders.RedeliveryCount, out _) && !context.Headers.TryGetHeader(MessagingHeaders.FirstFailedAt, out _))
            context.Headers.Set(MessagingHeaders.FirstFailedAt, FirstFailure.Now(time));
    }

    public void Probe(ProbeContext context) => next.Probe(context);
}
