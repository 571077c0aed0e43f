namespace Messaging.Redis;

/// <summary>The state of Redis at one moment.</summary>
/// <param name="Configured">Whether there is a connection string; without one Redis is off and nothing else here means anything.</param>
/// <param name="Host">Host and port; never user or password.</param>
/// <param name="EverConnected">Whether the server has ever answered; false: not ready. True and not connected: degraded.</param>
/// <param name="Connected">Whether the server answers.</param>
/// <param name="LastError">What went wrong last, with the host; <see langword="null"/>: nothing since the last connection.</param>
/// <param name="Endpoints">Every endpoint.</param>
public sealed record RedisStatus(
    bool Configured, string Host, bool EverConnected, bool Connected, string? LastError, IReadOnlyList<RedisEndpointStatus> Endpoints);
