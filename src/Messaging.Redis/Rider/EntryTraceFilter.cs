using System.Diagnostics;
using MassTransit;
using Messaging.Telemetry;

namespace Messaging.Redis;

/// <summary>MassTransit continues the trace of the sender, but without the state that goes with it, and knows nothing of Redis.</summary>
internal sealed class EntryTraceFilter(EndpointSettings settings) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (Activity.Current is { } activity)
        {
            if (context.TransportHeaders.TryGetHeader(MessagingHeaders.TraceState, out var state))
                activity.TraceStateString = state as string;
            if (activity.IsAllDataRequested)
                Describe(activity, context);
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("entryTrace");

    private void Describe(Activity activity, ReceiveContext context)
    {
        activity.DisplayName = $"receive {settings.Source}";
        activity.SetTag(MessagingAttributes.System, RedisActivities.System);
        activity.SetTag(MessagingAttributes.OperationName, "receive");
        activity.SetTag(MessagingAttributes.OperationType, "receive");
        activity.SetTag(MessagingAttributes.DestinationName, settings.Source);
        activity.SetTag(MessagingAttributes.ConsumerGroup, settings.Group);
        if (context.TransportHeaders.TryGetHeader(MessagingHeaders.MessageId, out var id))
            activity.SetTag(MessagingAttributes.MessageId, id);
    }
}
