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
}
