namespace Messaging.Redis;

/// <summary>
/// Redis's publish and subscribe. A message reaches who is subscribed at that moment and is gone: at most once, and not at all for a subscriber
/// that is reconnecting. Right where a message only saves time, such as a hint to look again; never where one counts.
/// </summary>
public interface IAtMostOnceChannels
{
    /// <summary>Publishes. Completes when the server has it, which says nothing about anybody having received it.</summary>
    /// <exception cref="RedisNotConfiguredException">Redis is off.</exception>
    /// <exception cref="RedisUnavailableException">The server has not taken it.</exception>
    Task PublishAtMostOnceAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>
    /// Subscribes until the result is disposed. The subscription waits for a server that is away and comes back after each reconnect; what is
    /// published in between is missed. An exception of <paramref name="handle"/> is logged and the message is gone.
    /// </summary>
    /// <param name="channel">The name, taken literally.</param>
    /// <param name="handle">Called with one message after another, in the order in which they came.</param>
    /// <exception cref="RedisNotConfiguredException">Redis is off.</exception>
    IAsyncDisposable SubscribeAtMostOnce(string channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handle);
}
