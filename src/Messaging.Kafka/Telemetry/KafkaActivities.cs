using System.Diagnostics;
using System.Globalization;
using Messaging.Outbox;
using Messaging.Telemetry;

namespace Messaging.Kafka;

/// <summary>The spans of records that are produced, named and described by OpenTelemetry's conventions; never with keys or bodies.</summary>
internal static class KafkaActivities
{
    public const string System = "kafka";

    private static readonly ActivitySource Source = new("Messaging.Kafka");

    public static Activity? StartSend(string topic, OutboxMessage message)
    {
        var activity = Source.StartActivity($"send {topic}", ActivityKind.Producer);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(MessagingAttributes.System, System);
            activity.SetTag(MessagingAttributes.OperationName, "send");
            activity.SetTag(MessagingAttributes.OperationType, "send");
            activity.SetTag(MessagingAttributes.DestinationName, topic);
            activity.SetTag(MessagingAttributes.MessageId, message.MessageId.ToString());
            activity.SetTag(MessagingAttributes.BodySize, message.Body.Length);
        }

        return activity;
    }

    public static void Delivered(this Activity? activity, int partition, long offset)
    {
        activity?.SetTag(MessagingAttributes.DestinationPartition, Text(partition));
        activity?.SetTag(MessagingAttributes.KafkaOffset, offset);
    }

    public static void Failed(this Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag(MessagingAttributes.ErrorType, exception.GetType().FullName);
    }

    /// <summary>The conventions want the partition as text.</summary>
    public static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
