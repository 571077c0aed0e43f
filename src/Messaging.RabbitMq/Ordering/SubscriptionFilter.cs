using MassTransit;
using MassTransit.RabbitMqTransport;

namespace Messaging.RabbitMq;

/// <summary>
/// Lets every subscription have a channel of its own, and ends it by closing that: after a cancel the broker would hand later messages to the next
/// consumer while earlier ones are still held here.
/// </summary>
internal sealed class SubscriptionFilter(OrderedQueue queue) : IFilter<ChannelContext>
{
    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        await using var subscription = queue.Subscribe(context.Channel);
        try
        {
            await next.Send(context).ConfigureAwait(false);
        }
        finally
        {
            queue.Forget(context.Channel);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("orderedSubscription");
}
