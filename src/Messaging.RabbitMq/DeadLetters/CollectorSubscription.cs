using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Consumers of every queue of dead letters on one channel, as one stream of batches.</summary>
internal sealed class CollectorSubscription : IAsyncDisposable
{
    // Of each queue; what is held unacknowledged bounds the memory.
    private const ushort Prefetch = 20;
    private const int LargestBatch = 100;
    private const int BatchBytes = 8 * 1024 * 1024;

    private readonly Channel<CollectedMessage> _received = System.Threading.Channels.Channel.CreateUnbounded<CollectedMessage>(new UnboundedChannelOptions { SingleReader = true });

    private CollectorSubscription(IChannel channel) => Channel = channel;

    public IChannel Channel { get; }

    public static async Task<CollectorSubscription> StartAsync(IConnection connection, IReadOnlyList<string> queues, CancellationToken cancellationToken)
    {
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var channel = await connection.CreateChannelAsync(confirmed, cancellationToken).ConfigureAwait(false);
        var subscription = new CollectorSubscription(channel);
        channel.ChannelShutdownAsync += (_, _) => subscription.End();
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken).ConfigureAwait(false);
        foreach (var place in queues.SelectMany(DeadLetterPlace.Of))
        {
            if (await IsThereAsync(connection, channel, place, cancellationToken).ConfigureAwait(false))
                await subscription.ConsumeAsync(place, cancellationToken).ConfigureAwait(false);
        }

        return subscription;
    }

    /// <summary>What has come, at least one message; <see langword="null"/> when the subscription has ended.</summary>
    public async Task<IReadOnlyList<CollectedMessage>?> TakeAsync(CancellationToken cancellationToken)
    {
        if (!await _received.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        var (batch, bytes) = (new List<CollectedMessage>(), 0);
        while (batch.Count < LargestBatch && bytes < BatchBytes && _received.Reader.TryRead(out var message))
        {
            batch.Add(message);
            bytes += message.Body.Length;
        }

        return batch;
    }

    public ValueTask DisposeAsync() => Channel.DisposeAsync();

    private static async Task<bool> IsThereAsync(IConnection connection, IChannel channel, DeadLetterPlace place, CancellationToken cancellationToken)
    {
        if (place.IsDeclared)
        {
            // As whoever sends there declares it; the exchange is that one's matter.
            await channel.QueueDeclareAsync(
                place.Name, durable: true, exclusive: false, autoDelete: false, RabbitMqQueueExtensions.DeadLetterQueueArguments(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }

        // Asking for a queue that is not there closes the channel.
        await using var asking = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            await asking.QueueDeclarePassiveAsync(place.Name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    private async Task ConsumeAsync(DeadLetterPlace place, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(Channel);
        consumer.ReceivedAsync += (_, delivery) => _received.Writer.WriteAsync(CollectedMessage.Of(place, delivery), delivery.CancellationToken).AsTask();
        // The queue was deleted; the next subscription declares it again.
        consumer.UnregisteredAsync += (_, _) => End();
        await Channel.BasicConsumeAsync(place.Name, autoAck: false, consumer, cancellationToken).ConfigureAwait(false);
    }

    private Task End()
    {
        _received.Writer.TryComplete();
        return Task.CompletedTask;
    }
}
