using StackExchange.Redis;

namespace Messaging.Redis;

/// <inheritdoc/>
internal sealed class AtMostOnceChannels(RedisHost host) : IAtMostOnceChannels
{
    public async Task PublishAtMostOnceAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(channel);
        host.Settings.Require($"Publishing to {channel}");
        try
        {
            var database = await host.Connection.DatabaseAsync(cancellationToken);
            await database.PublishAsync(RedisChannel.Literal(channel), message).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.IsServerAway(exception))
        {
            throw new RedisUnavailableException($"Redis at {host.Connection.Host} has not taken a message for {channel}: {exception.Message}", exception);
        }
    }

    public IAsyncDisposable SubscribeAtMostOnce(string channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handle)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(channel);
        ArgumentNullException.ThrowIfNull(handle);
        host.Settings.Require($"Subscribing to {channel}");
        return new ChannelSubscription(channel, handle, host);
    }
}
