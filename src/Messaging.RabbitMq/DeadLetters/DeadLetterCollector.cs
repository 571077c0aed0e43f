using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>
/// Moves what ended in <c>QUEUE_error</c>, <c>QUEUE_skipped</c> and the broker's <c>QUEUE_dlq</c> to the store of dead letters. A message is
/// acknowledged after the store has committed it: killed in between it comes again, and the store knows it. Any number of processes may run it.
/// </summary>
internal sealed class DeadLetterCollector(
    string uri, CollectedQueues queues, IDeadLetterStore store, TimeProvider time, IOptions<DeadLetterCollectorOptions> options, ILogger<DeadLetterCollector> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ConnectionFactory _factory = new()
    {
        Uri = new Uri(uri), ClientProvidedName = "dead letters", AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Untraced.Begin();
        var delay = options.Value.RetryDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (queues.Names is { Count: > 0 } names)
                    await CollectAsync(names, () => delay = options.Value.RetryDelay, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                CollectorLog.Interrupted(logger, delay, exception.Message);
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>Works on one connection, until it breaks or a queue is deleted.</summary>
    private async Task CollectAsync(IReadOnlyList<string> names, Action works, CancellationToken cancellationToken)
    {
        await using var connection = await _factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var subscription = await CollectorSubscription.StartAsync(connection, names, cancellationToken).ConfigureAwait(false);
        works();
        while (await subscription.TakeAsync(cancellationToken).ConfigureAwait(false) is { } batch)
        {
            await MoveAsync(subscription.Channel, batch, cancellationToken).ConfigureAwait(false);
            works();
        }
    }

    private async Task MoveAsync(IChannel channel, IReadOnlyList<CollectedMessage> batch, CancellationToken cancellationToken)
    {
        var dead = new List<CollectedMessage>(batch.Count);
        foreach (var message in batch)
        {
            // At the end of an ordered queue it would come behind what followed it.
            if (!queues.IsOrdered(message.Place.Queue) && PutBack.IsWanted(message, options.Value.PutBacks) && await PutBack.SendAsync(channel, message, cancellationToken).ConfigureAwait(false))
            {
                CollectorLog.PutBack(logger, message.Place.Queue, message.Properties.MessageId);
                await channel.BasicAckAsync(message.Tag, multiple: false, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                dead.Add(message);
            }
        }

        await StoreAsync(channel, dead, cancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(IChannel channel, List<CollectedMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return;
        try
        {
            await StoreTogetherAsync(channel, messages, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && messages.Count > 1 && channel.IsOpen && !cancellationToken.IsCancellationRequested)
        {
            // One of them may be what the store can't take; it must not hold the others up.
            CollectorLog.OneByOne(logger, messages.Count, exception.Message);
        }

        var failures = new List<Exception>();
        foreach (var message in messages)
        {
            try
            {
                await StoreTogetherAsync(channel, [message], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private async Task StoreTogetherAsync(IChannel channel, IReadOnlyList<CollectedMessage> messages, CancellationToken cancellationToken)
    {
        await store.AddAsync([.. messages.Select(message => AmqpDeadLetter.Of(message, queues.IsOrdered(message.Place.Queue)))], cancellationToken).ConfigureAwait(false);
        foreach (var message in messages)
            await channel.BasicAckAsync(message.Tag, multiple: false, cancellationToken).ConfigureAwait(false);
    }
}
