using MassTransit;
using MassTransit.Middleware;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Messaging.RabbitMq;

/// <summary>A channel of which no call outlives it: each fails at once when the channel has shut down, whatever becomes of its answer.</summary>
internal sealed class MortalChannelContext : ProxyPipeContext, ChannelContext, IDisposable
{
    private readonly ChannelContext _context;
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _isGone;

    public MortalChannelContext(ChannelContext context) : base(context)
    {
        _context = context;
        _isGone = _gone.Token;
        context.Channel.ChannelShutdownAsync += OnShutdownAsync;
        // It may have happened just before.
        if (context.Channel.IsClosed)
            _gone.Cancel();
    }

    public IChannel Channel => _context.Channel;

    public ConnectionContext ConnectionContext => _context.ConnectionContext;

    public Task BasicPublishAsync(
        string exchange, string routingKey, bool mandatory, BasicProperties basicProperties, byte[] body, bool awaitAck, CancellationToken cancellationToken) =>
        LivingAsync(_context.BasicPublishAsync(exchange, routingKey, mandatory, basicProperties, body, awaitAck, cancellationToken));

    public Task ExchangeBind(string destination, string source, string routingKey, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.ExchangeBind(destination, source, routingKey, arguments, cancellationToken));

    public Task ExchangeDeclare(
        string exchange, string type, bool durable, bool autoDelete, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.ExchangeDeclare(exchange, type, durable, autoDelete, arguments, cancellationToken));

    public Task ExchangeDeclarePassive(string exchange, CancellationToken cancellationToken) =>
        LivingAsync(_context.ExchangeDeclarePassive(exchange, cancellationToken));

    public Task QueueBind(string queue, string exchange, string routingKey, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.QueueBind(queue, exchange, routingKey, arguments, cancellationToken));

    public Task<QueueDeclareOk> QueueDeclare(
        string queue, bool durable, bool exclusive, bool autoDelete, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.QueueDeclare(queue, durable, exclusive, autoDelete, arguments, cancellationToken));

    public Task<QueueDeclareOk> QueueDeclarePassive(string queue, CancellationToken cancellationToken) =>
        LivingAsync(_context.QueueDeclarePassive(queue, cancellationToken));

    public Task<uint> QueuePurge(string queue, CancellationToken cancellationToken) => LivingAsync(_context.QueuePurge(queue, cancellationToken));

    public Task BasicQos(uint prefetchSize, ushort prefetchCount, bool global, CancellationToken cancellationToken) =>
        LivingAsync(_context.BasicQos(prefetchSize, prefetchCount, global, cancellationToken));

    public ValueTask BasicAck(ulong deliveryTag, bool multiple, CancellationToken cancellationToken) => _context.BasicAck(deliveryTag, multiple, cancellationToken);

    public Task BasicNack(ulong deliveryTag, bool multiple, bool requeue, CancellationToken cancellationToken) =>
        LivingAsync(_context.BasicNack(deliveryTag, multiple, requeue, cancellationToken));

    public Task<string> BasicConsume(
        string queue, bool noAck, bool exclusive, IDictionary<string, object> arguments, IAsyncBasicConsumer consumer, string consumerTag,
        CancellationToken cancellationToken) =>
        LivingAsync(_context.BasicConsume(queue, noAck, exclusive, arguments, consumer, consumerTag, cancellationToken));

    public Task BasicCancel(string consumerTag, CancellationToken cancellationToken) => LivingAsync(_context.BasicCancel(consumerTag, cancellationToken));

#if MASSTRANSIT_9
    public Task ExchangeUnbind(string destination, string source, string routingKey, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.ExchangeUnbind(destination, source, routingKey, arguments, cancellationToken));

    public Task QueueUnbind(string queue, string exchange, string routingKey, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
        LivingAsync(_context.QueueUnbind(queue, exchange, routingKey, arguments, cancellationToken));

    public Task Cleanup(ushort replyCode, string message, CancellationToken cancellationToken = default) => _context.Cleanup(replyCode, message, cancellationToken);
#endif

    public void NotifyFaulted(Exception exception, Uri inputAddress) => _context.NotifyFaulted(exception, inputAddress);

    // The source stays usable: deliveries that are still in work may call later.
    public void Dispose() => Channel.ChannelShutdownAsync -= OnShutdownAsync;

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason) => _gone.CancelAsync();

    private async Task LivingAsync(Task call) => await LivingAsync(ResultAsync(call)).ConfigureAwait(false);

    private async Task<T> LivingAsync<T>(Task<T> call)
    {
        try
        {
            return await call.WaitAsync(_isGone).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == _isGone && !call.IsCompleted)
        {
            throw new RabbitMqConnectionException($"The channel was closed before the broker answered: {Channel.CloseReason}", exception);
        }
    }

    private static async Task<bool> ResultAsync(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
