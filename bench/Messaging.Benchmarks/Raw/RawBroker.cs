using RabbitMQ.Client;
using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.Raw;

/// <summary>RabbitMQ's own client: makes queues, publishes with confirms and many in flight.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    public const int InFlight = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IConnection _connection;
    private readonly IChannel _publishing;
    private readonly IChannel _asking;

    private RawBroker(IConnection connection, IChannel publishing, IChannel asking) => (_connection, _publishing, _asking) = (connection, publishing, asking);

    public static async Task<RawBroker> ConnectAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync("bench limit");
        var confirms = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        return new RawBroker(connection, await connection.CreateChannelAsync(confirms), await connection.CreateChannelAsync());
    }

    /// <summary>A quorum queue, like those of the service, that gets everything of the exchange.</summary>
    public async Task DeclareQueueAsync(string queue, string? exchange = null)
    {
        await _asking.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        if (exchange is not null)
            await _asking.QueueBindAsync(queue, exchange, "");
    }

    public async Task<RawConsumer> ConsumeAsync(string queue) => await RawConsumer.StartAsync(await _connection.CreateChannelAsync(), queue);

    /// <summary>Publishes one and waits for its confirmation.</summary>
    public ValueTask PublishAsync(string exchange, string routingKey, Guid messageId, byte[] body) =>
        _publishing.BasicPublishAsync(exchange, routingKey, mandatory: false, Properties(messageId), body);

    /// <summary>Publishes many, <see cref="InFlight"/> of them unconfirmed, and waits for all confirmations.</summary>
    public async Task PublishAsync(string exchange, string routingKey, int count, Func<int, (Guid Id, byte[] Body)> message)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) < count)
            {
                var (id, body) = message(number);
                await PublishAsync(exchange, routingKey, id, body);
            }
        })));
    }

    public async Task<long> CountAsync(string queue) => await _asking.MessageCountAsync(queue);

    public Task PurgeAsync(string queue) => _asking.QueuePurgeAsync(queue);

    public Task UntilCountAsync(string queue, long count, CancellationToken cancellationToken) =>
        Until.TrueAsync(async () => await CountAsync(queue) >= count, Pause, Patience, $"{count} messages in {queue}", cancellationToken);

    /// <summary>Takes everything that is in a queue, and says whether it was every message once.</summary>
    public async Task<Tally> TakeAllAsync(string queue, long expected, CancellationToken cancellationToken)
    {
        await using var consumer = await ConsumeAsync(queue);
        await consumer.UntilQuietAsync(expected, cancellationToken);
        return consumer.Tally(expected);
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync();
        await _asking.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static BasicProperties Properties(Guid messageId) => new()
    {
        MessageId = messageId.ToString(),
        ContentType = Envelope.ContentType,
        Persistent = true,
        Headers = new Dictionary<string, object?> { [MessagingHeaders.Stamp] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString() },
    };
}
