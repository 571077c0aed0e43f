using System.Diagnostics;
using MassTransit;
using Messaging.Telemetry;

namespace Messaging.Kafka;

/// <summary>MassTransit continues the trace of the sender, but without the state that goes with it, and knows nothing of Kafka.</summary>
internal sealed class RecordTraceFilter(EndpointSettings settings) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (Activity.Current is { } activity)
        {
            if (context.TransportHeaders.TryGetHeader(MessagingHeaders.TraceState, out var state))
                activity.TraceStateString = state as string;
            if (activity.IsAllDataRequested && context.TryGetPayload(out KafkaRecord? record))
                Describe(activity, record, context);
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("recordTrace");

    private void Describe(Activity activity, KafkaRecord record, ReceiveContext context)
    {
        activity.DisplayName = $"receive {settings.Topic}";
        activity.SetTag(MessagingAttributes.System, KafkaActivities.System);
        activity.SetTag(MessagingAttributes.OperationName, "receive");
        activity.SetTag(MessagingAttributes.OperationType, "receive");
        activity.SetTag(MessagingAttributes.DestinationName, settings.Topic);
        activity.SetTag(MessagingAttributes.ConsumerGroup, settings.Group);
        activity.SetTag(MessagingAttributes.DestinationPartition, KafkaActivities.Text(record.Partition));
        activity.SetTag(MessagingAttributes.KafkaOffset, record.Offset);
        if (context.TransportHeaders.TryGetHeader(MessagingHeaders.MessageId, out var id))
            activity.SetTag(MessagingAttributes.MessageId, id);
    }
}
