namespace Messaging.Kafka;

/// <summary>What an endpoint is doing.</summary>
public enum KafkaEndpointState
{
    /// <summary>Waits for brokers, for its topic, or for the group to let it in.</summary>
    Starting,

    /// <summary>A member of the group that polls.</summary>
    Running,

    /// <summary>Was running; the brokers do not answer. Goes on by itself.</summary>
    Disconnected,

    /// <summary>Has left the group.</summary>
    Stopped,

    /// <summary>Was a member and is none: its session ended, or its polls were too far apart. Joins again by itself.</summary>
    OutOfGroup,

    /// <summary>A member that does not poll, or finishes nothing of a partition that has records. Goes on by itself when it can.</summary>
    Stalled,
}
