namespace Messaging.EntityFrameworkCore;

/// <summary>
/// The gauges of parked keys, on the meter of <see cref="TransactionalMessagingMetrics"/>, measured as its gauges are. Each has
/// <see cref="SourceSystemTag"/>, <see cref="SourceTag"/> and <see cref="GroupTag"/>.
/// </summary>
public static class ParkingMetrics
{
    /// <summary>Keys, <c>{key}</c>: that wait for their next try, or for a person; by <see cref="StateTag"/> <c>parked</c> and <c>held</c>.</summary>
    public const string Keys = "messaging.parked.keys";

    /// <summary>Messages, <c>{message}</c>: that wait behind them.</summary>
    public const string Messages = "messaging.parked.messages";

    /// <summary>Seconds, <c>s</c>: for how long the oldest key has been parked.</summary>
    public const string OldestAge = "messaging.parked.oldest.age";

    /// <summary>The kind of source: <c>kafka</c>, <c>rabbitmq</c> or <c>redis</c>.</summary>
    public const string SourceSystemTag = "messaging.parked.source_system";

    /// <summary>The topic, queue or stream.</summary>
    public const string SourceTag = "messaging.parked.source";

    /// <summary>The consumer group.</summary>
    public const string GroupTag = "messaging.parked.group";

    /// <summary>What the keys wait for.</summary>
    public const string StateTag = "messaging.parked.state";
}
