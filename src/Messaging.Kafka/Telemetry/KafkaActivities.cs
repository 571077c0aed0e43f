using System.Diagnostics;
using System.Globalization;
using Messaging.Telemetry;

namespace Messaging.Kafka;

/// <summary>Where the spans of records that are produced come from, and what they say beyond those of other transports.</summary>
internal static class KafkaActivities
{
    public const string System = "kafka";

    public static readonly ActivitySource Source = new("Messaging.Kafka");

    public static void Delivered(this Activity? activity, int partition, long offset)
    {
        activity?.SetTag(MessagingAttributes.DestinationPartition, Text(partition));
        activity?.SetTag(MessagingAttributes.KafkaOffset, offset);
    }

    /// <summary>The conventions want the partition as text.</summary>
    public static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
