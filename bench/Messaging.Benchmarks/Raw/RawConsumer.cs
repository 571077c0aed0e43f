using Messaging.Benchmarks.Harness;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Messaging.Benchmarks.Raw;

/// <summary>Receives by RabbitMQ's own client, and counts every message by its id.</summary>
internal sealed class RawConsumer : IAsyncDisposable
{
    private const ushort Prefetch = 1_000;
    private const int AcknowledgeEvery = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly IChannel _channel;
    private readonly HashSet<string> _seen = [];
    private readonly Lock _lock = new();
    private long _all;
    private long _distinct;
    private int _unacknowledged;

    private RawConsumer(IChannel channel) => _channel = channel;

    /// <summary>Called with the id of each message as it comes.</summary>
    public Action<string>? Received { get; set; }

    public static async Task<RawConsumer> StartAsync(IChannel channel, string queue)
    {
        var consumer = new RawConsumer(channel);
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var events = new AsyncEventingBasicConsumer(channel);
        events.ReceivedAsync += (_, delivery) => consumer.TakeAsync(delivery);
        await channel.BasicConsumeAsync(queue, autoAck: false, events);
        return consumer;
    }

    public Tally Tally(long expected)
    {
        lock (_lock)
            return Harness.Tally.Of(expected, _distinct, _all);
    }

    /// <summary>Waits for so many different messages.</summary>
    public Task UntilAsync(long distinct, CancellationToken cancellationToken) =>
        Until.TrueAsync(() => Task.FromResult(Interlocked.Read(ref _distinct) >= distinct), Pause, Patience, $"{distinct} messages received", cancellationToken);

    /// <summary>Waits for so many and then a little longer, for those that would be too many.</summary>
    public async Task UntilQuietAsync(long distinct, CancellationToken cancellationToken)
    {
        await UntilAsync(distinct, cancellationToken);
        for (long before = -1; before != Interlocked.Read(ref _all);)
        {
            before = Interlocked.Read(ref _all);
            await Task.Delay(Quiet, cancellationToken);
        }
    }

    /// <summary>Starts to count anew.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _seen.Clear();
            (_all, _distinct) = (0, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.CloseAsync();
        await _channel.DisposeAsync();
    }

    private async Task TakeAsync(BasicDeliverEventArgs delivery)
    {
        var id = delivery.BasicProperties.MessageId ?? "";
        Received?.Invoke(id);
        lock (_lock)
        {
            Interlocked.Increment(ref _all);
            if (_seen.Add(id))
                Interlocked.Increment(ref _distinct);
        }

        if (++_unacknowledged == AcknowledgeEvery)
        {
            _unacknowledged = 0;
            await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: true);
        }
    }
}
