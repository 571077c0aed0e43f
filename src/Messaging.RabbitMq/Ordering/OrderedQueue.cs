using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Messaging.RabbitMq;

/// <summary>One ordered queue as this process consumes it.</summary>
internal sealed class OrderedQueue(string name, int concurrency, QueueParking parking, QueueClaims claims, TimeSpan closeLimit, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<IChannel, QueueSubscription> _subscriptions = new();
    private readonly KeyLanes _lanes = new();

    public string Name => name;

    public QueueParking Parking => parking;

    public ILogger Logger => logger;

    /// <summary>How many messages run at the same time; those of a full key wait without a place.</summary>
    public SemaphoreSlim Places { get; } = new(concurrency);

    public IEnumerable<QueueSubscription> Subscriptions => _subscriptions.Values;

    public QueueSubscription Subscribe(IChannel channel) =>
        _subscriptions[channel] = new QueueSubscription(name, channel, _lanes, claims.ClaimAsync, closeLimit, time, logger);

    public void Forget(IChannel channel) => _subscriptions.TryRemove(channel, out _);

    /// <summary><see langword="null"/>: the channel is closed.</summary>
    public QueueSubscription? SubscriptionOf(IChannel channel) => _subscriptions.GetValueOrDefault(channel);
}
