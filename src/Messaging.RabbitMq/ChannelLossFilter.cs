using MassTransit;
using MassTransit.RabbitMqTransport;

namespace Messaging.RabbitMq;

/// <summary>Hands on a channel whose calls end with it.</summary>
internal sealed class ChannelLossFilter : IFilter<ChannelContext>
{
    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        using var mortal = new MortalChannelContext(context);
        await next.Send(mortal).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("channelLoss");
}
