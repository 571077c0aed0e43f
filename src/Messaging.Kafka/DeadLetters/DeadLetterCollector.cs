using Confluent.Kafka;
using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// Moves what lies on dead-letter topics into the store, in a consumer group of its own. An offset is committed after the store's commit:
/// killed in between, it brings the same records again, and the store knows them.
/// </summary>
internal sealed class DeadLetterCollector(string group, DeadLetterReader reader, IReadOnlyList<EndpointSettings> endpoints, IDeadLetterStore store, KafkaHost host)
{
    public const string GroupSuffix = ".dead-letters";

    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(200);
    private static readonly Backoff Retry = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private readonly EndpointSettings _settings = new("dead letters", group);
    private readonly CollectedRecords _held = new();

    /// <summary>Runs until it is stopped, through every outage of broker and store.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var untraced = Untraced.Begin();
        for (var failures = 1; !stopping.IsCancellationRequested; failures++)
        {
            try
            {
                await host.Topics.Ready.WaitAsync(stopping);
                await ConsumeAsync(() => failures = 0, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                host.Logger.CollectorFailed(exception, group);
                await Task.Delay(Retry.Next(failures), host.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ConsumeAsync(Action worked, CancellationToken stopping)
    {
        _held.Clear();
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ConsumerSettings.Build(host.Settings, _settings))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => host.Connection.Failed(error))
            .SetLogHandler((_, message) => host.Logger.Client(message))
            .SetPartitionsAssignedHandler((_, _) => { })
            // Whoever has them next reads them again.
            .SetPartitionsRevokedHandler((_, partitions) => _held.Forget(partitions))
            .SetPartitionsLostHandler((_, partitions) => _held.Forget(partitions))
            .Build();
        try
        {
            consumer.Subscribe(endpoints.Select(e => e.DeadLetterTopic));
            while (!stopping.IsCancellationRequested)
            {
                // A thread that waits for the broker is not one of those that all others share.
                await Task.Factory.StartNew(() => Fill(consumer, stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                if (_held.Count == 0)
                    continue;

                await StoreAsync(consumer, stopping);
                worked();
            }
        }
        finally
        {
            // Freed by the one that closes it, however long that takes: nobody waits for a coordinator that is away.
            await Task.Run(() => Close(consumer), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Close(IConsumer<byte[]?, byte[]?> consumer)
    {
        using (consumer)
            consumer.Close();
    }

    /// <summary>Takes records until a batch is full or no more come for a moment.</summary>
    private void Fill(IConsumer<byte[]?, byte[]?> consumer, CancellationToken stopping)
    {
        while (!_held.IsFull && !stopping.IsCancellationRequested)
        {
            if (Take(consumer) is { } record)
                _held.Add(record);
            else if (_held.Count > 0)
                return;
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Take(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            return consumer.Consume(PollTimeout) is { Message: not null } record ? record : null;
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // A topic comes with its first dead letter, where nobody may create it before.
            if (exception.Error.Code != ErrorCode.UnknownTopicOrPart)
                host.Logger.ConsumerError(_settings.Topic, group, exception.Error.Code, exception.Error.Reason);
            return null;
        }
    }

    private async Task StoreAsync(IConsumer<byte[]?, byte[]?> consumer, CancellationToken stopping)
    {
        var letters = new List<DeadLetter>(_held.Count);
        foreach (var record in _held.All)
            letters.Add(await reader.ReadAsync(record, stopping));

        var added = await store.AddAsync(letters, stopping);
        // Committed whether or not they were new; between here and the commit they may come once more.
        await Task.Run(() => consumer.Commit(_held.Offsets()), CancellationToken.None);
        host.Logger.Collected(group, letters.Count, added);
        _held.Clear();
    }
}
