using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>Gets a copy of all that the relays publish, in the order in which the broker has it.</summary>
internal sealed class CrashObserver : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private CrashObserver(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<CrashObserver> StartAsync(string uri, CrashHistory history, params string[] queues)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("observer", durable: true, exclusive: false, autoDelete: false);
        foreach (var queue in queues)
        {
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync("observer", queue, "");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var headers = delivery.BasicProperties.Headers!;
            var message = JsonDocument.Parse(delivery.Body).RootElement.GetProperty("message");
            history.Arrivals.Enqueue((delivery.Exchange, Text(headers[MessagingHeaders.OrderingKey]), message.GetProperty("number").GetInt32(),
                long.Parse(Text(headers[MessagingHeaders.OrderingSequence]), CultureInfo.InvariantCulture)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("observer", autoAck: true, consumer);
        return new CrashObserver(connection, channel);
    }

    /// <summary>How many messages wait in a queue.</summary>
    public async Task<uint> CountAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() ?? "";
}
