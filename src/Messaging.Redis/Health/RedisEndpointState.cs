namespace Messaging.Redis;

/// <summary>What an endpoint is doing.</summary>
public enum RedisEndpointState
{
    /// <summary>Waits for the server.</summary>
    Starting,

    /// <summary>Takes messages.</summary>
    Running,

    /// <summary>Was running; the server does not answer. Goes on by itself.</summary>
    Disconnected,

    /// <summary>Has stopped.</summary>
    Stopped,
}
