namespace Messaging.Redis;

/// <summary>The state of one endpoint at one moment.</summary>
/// <param name="Source">The stream or list.</param>
/// <param name="Group">The consumer group; <see langword="null"/> for a list.</param>
/// <param name="Consumer">The name of this process in the group.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Held">Messages taken and not acknowledged.</param>
/// <param name="InFlight">Messages in work.</param>
/// <param name="Blocked">Messages that failed and wait to be tried again, with those of the same key behind them.</param>
/// <param name="LastError">What went wrong last; <see langword="null"/>: nothing since.</param>
public sealed record RedisEndpointStatus(
    string Source, string? Group, string Consumer, RedisEndpointState State, int Held, int InFlight, int Blocked, string? LastError);
