using Messaging.Depth;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq;

/// <summary>
/// Asks the broker by passive declarations, which need no management plug-in. They tell messages that are ready and consumers, not ages; but a
/// queue that nobody takes from has had its oldest message at least as long as it was seen like that.
/// </summary>
internal sealed class RabbitMqQueueDepthSource(string uri, IReadOnlyCollection<string> queues, TimeProvider time) : IQueueDepthSource, IAsyncDisposable
{
    private readonly ConnectionFactory _factory = new()
    {
        Uri = new Uri(uri), ClientProvidedName = "queue depth", AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
    };

    private readonly Dictionary<string, long> _untakenSince = new(StringComparer.Ordinal);
    private IConnection? _connection;

    public string System => "rabbitmq";

    public async Task<IReadOnlyList<QueueDepth>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (_connection is not { IsOpen: true })
        {
            if (_connection is not null)
                await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
            _connection = await _factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        var found = new List<QueueDepth>(queues.Count);
        IChannel? channel = null;
        try
        {
            foreach (var queue in queues)
            {
                channel ??= await _connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                try
                {
                    var answer = await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
                    found.Add(new QueueDepth(System, queue, answer.MessageCount, (int)answer.ConsumerCount, AgeOf(queue, answer)));
                }
                catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
                {
                    // Not there yet. The broker closed the channel over the question.
                    await channel.DisposeAsync().ConfigureAwait(false);
                    channel = null;
                }
            }
        }
        finally
        {
            if (channel is not null)
                await channel.DisposeAsync().ConfigureAwait(false);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private TimeSpan? AgeOf(string queue, QueueDeclareOk answer)
    {
        if (answer.MessageCount == 0)
        {
            _untakenSince.Remove(queue);
            return TimeSpan.Zero;
        }

        if (answer.ConsumerCount > 0)
        {
            _untakenSince.Remove(queue);
            return null;
        }

        if (!_untakenSince.TryGetValue(queue, out var since))
            _untakenSince[queue] = since = time.GetTimestamp();
        return time.GetElapsedTime(since);
    }
}
