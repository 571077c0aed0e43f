using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Orders.Acceptance;

/// <summary>Another program on the broker: hears exchanges on a queue of its own.</summary>
internal sealed class ExchangeListener : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<(string Exchange, string Key, string? ContentType, string Body)> _heard = new();

    private ExchangeListener(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public IReadOnlyList<(string Exchange, string Key, string? ContentType, string Body)> Heard => [.. _heard];

    public static async Task<ExchangeListener> StartAsync(string uri, CancellationToken cancellationToken, params (string Exchange, string Key)[] bindings)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(cancellationToken);
        var listener = new ExchangeListener(connection, await connection.CreateChannelAsync(cancellationToken: cancellationToken));
        foreach (var (exchange, key) in bindings)
        {
            // A queue each: which exchange it came by is what a message does not say when one exchange feeds another.
            var queue = (await listener._channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
            await listener._channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellationToken);
            var consumer = new AsyncEventingBasicConsumer(listener._channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                listener._heard.Enqueue((exchange, delivery.RoutingKey, delivery.BasicProperties.ContentType, Encoding.UTF8.GetString(delivery.Body.Span)));
                return Task.CompletedTask;
            };
            await listener._channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
        }

        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
