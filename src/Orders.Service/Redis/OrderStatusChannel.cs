using System.Text.Json;
using System.Threading.Channels;
using Messaging.Redis;
using Messaging.Telemetry;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Orders.Service.Domain;
using Orders.Service.Http.Streaming;
using Orders.Service.Persistence;

namespace Orders.Service.Redis;

/// <summary>
/// Tells every replica of changes as they are committed, so that readers of an order's stream need not wait for the next look at the database.
/// A message that is missed costs them that wait and nothing else.
/// </summary>
internal sealed partial class OrderStatusChannel(
    IAtMostOnceChannels channels, OrderWatch watch, IOptions<JsonOptions> json, ILogger<OrderStatusChannel> logger)
    : BackgroundService, ICommittedChanges
{
    // Enough for a burst; while Redis is away the oldest ones are dropped.
    private readonly Channel<OrderStatusChange> _changes = Channel.CreateBounded<OrderStatusChange>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public bool IsListening => true;

    public void Committed(OrderHistoryEntry change) =>
        _changes.Writer.TryWrite(new OrderStatusChange(change.OrderId, change.Version, change.Status, change.At));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Untraced.Begin();
        await using var subscription = channels.SubscribeAtMostOnce(RedisNames.Status, (message, _) =>
        {
            Hear(message.Span);
            return Task.CompletedTask;
        });
        var away = false;
        await foreach (var change in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await channels.PublishAtMostOnceAsync(
                    RedisNames.Status, JsonSerializer.SerializeToUtf8Bytes(change, json.Value.SerializerOptions), stoppingToken);
                away = false;
            }
            catch (RedisUnavailableException exception)
            {
                if (!away)
                    NotAnnounced(logger, exception.Message);
                away = true;
            }
        }
    }

    private void Hear(ReadOnlySpan<byte> message)
    {
        try
        {
            if (watch.HasReaders && JsonSerializer.Deserialize<OrderStatusChange>(message, json.Value.SerializerOptions) is { } change)
                watch.Changed([change.OrderId]);
        }
        catch (JsonException exception)
        {
            NotUnderstood(logger, exception.Message);
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "Changes of orders are not announced on orders.status now, readers see them at the next look at the database: {Reason}")]
    private static partial void NotAnnounced(ILogger logger, string reason);

    [LoggerMessage(1602, LogLevel.Warning, "A message on orders.status is no change of an order: {Reason}")]
    private static partial void NotUnderstood(ILogger logger, string reason);
}
