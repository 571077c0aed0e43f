using System.Diagnostics;
using MassTransit;

namespace Messaging.Kafka;

/// <summary>MassTransit continues the trace of the sender, but not the state that goes with it.</summary>
internal sealed class TraceStateFilter : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (Activity.Current is { } activity && context.TransportHeaders.TryGetHeader(MessagingHeaders.TraceState, out var state))
            activity.TraceStateString = state as string;

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("traceState");
}
