namespace Messaging.Depth;

/// <summary>The gauges of all queues, by the conventions' <c>messaging.system</c> and <c>messaging.destination.name</c>; as old as the last look.</summary>
public static class QueueDepthMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Messaging.Depth";

    /// <summary>Messages, <c>{message}</c>: that wait in a queue, or the lag of a consumer group.</summary>
    public const string Depth = "messaging.queue.depth";

    /// <summary>Consumers, <c>{consumer}</c>: that take from a queue, in all processes; only where that can be known.</summary>
    public const string Consumers = "messaging.queue.consumers";

    /// <summary>Seconds, <c>s</c>: how long the oldest message of a queue has waited; only where that can be known.</summary>
    public const string OldestAge = "messaging.queue.oldest.age";

    /// <summary>1 for a queue above its threshold, else 0: <c>{queue}</c>. What an alert watches, since thresholds differ by queue.</summary>
    public const string BackedUp = "messaging.queue.backed_up";
}
