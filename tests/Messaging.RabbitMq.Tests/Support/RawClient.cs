using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Any AMQP client: it knows nothing of MassTransit.</summary>
public sealed class RawClient : IAsyncDisposable
{
    public const string Json = "application/json";
    public const string Envelope = "application/vnd.masstransit+json";

    private readonly string _uri;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private RawClient(string uri, IConnection connection, IChannel channel) => (_uri, _connection, _channel) = (uri, connection, channel);

    public string VirtualHost => new Uri(_uri).AbsolutePath[1..];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(string uri)
    {
        var connection = await OpenAsync(uri);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new RawClient(uri, connection, await connection.CreateChannelAsync(confirmed, Token));
    }

    /// <summary>Publishes to the exchange of the queue's name; throws unless it reaches a queue and is confirmed.</summary>
    public async Task SendAsync(string queue, string body, string contentType) =>
        await _channel.BasicPublishAsync(
            queue, "", mandatory: true, new BasicProperties { ContentType = contentType, Persistent = true }, Encoding.UTF8.GetBytes(body), Token);

    /// <inheritdoc cref="SendAsync(string, string, string)"/>
    public async Task SendAsync(string queue, string body, BasicProperties properties)
    {
        properties.Persistent = true;
        await _channel.BasicPublishAsync(queue, "", mandatory: true, properties, Encoding.UTF8.GetBytes(body), Token);
    }

    /// <summary>The same with properties of the caller's.</summary>
    public async Task SendAsync(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body) =>
        await _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, body, Token);

    public async Task DeleteQueueAsync(string queue) => await _channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: Token);

    /// <summary>How many consumers a queue has that is there.</summary>
    public async Task<uint> ConsumersAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue, Token)).ConsumerCount;

    public async Task<BasicGetResult?> TakeAsync(string queue) => await _channel.BasicGetAsync(queue, autoAck: true, Token);

    /// <summary>How many messages wait in the queue; <see langword="null"/> when there is no such queue.</summary>
    public async Task<uint?> CountAsync(string queue)
    {
        // Asking for a queue that is not there closes the channel.
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: Token);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    /// <summary>Takes a message and vanishes without an answer, as a process does that crashes on it.</summary>
    public async Task<bool> CrashOnOneAsync(string queue)
    {
        await using var connection = await OpenAsync(_uri);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        return await channel.BasicGetAsync(queue, autoAck: false, Token) is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static Task<IConnection> OpenAsync(string uri) =>
        new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Token);
}
