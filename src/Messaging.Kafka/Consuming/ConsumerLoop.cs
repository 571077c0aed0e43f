using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Runs the consumer of an endpoint on a thread of its own, from start to stop, through every outage.</summary>
internal sealed class ConsumerLoop(
    EndpointSettings settings, KafkaHost host, EndpointMonitor monitor, RecordScheduler scheduler, ILogger logger) : IDisposable
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PausedPollTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RoomPatience = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"kafka {settings.Name}" }.Start();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _stopped.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private void Run()
    {
        // Nothing of the request or span that started the host belongs to the records.
        System.Diagnostics.Activity.Current = null;
        try
        {
            host.Topics.Ready.Wait(_stopping.Token);
            while (!_stopping.IsCancellationRequested)
            {
                try
                {
                    RunConsumer();
                }
                catch (Exception exception)
                {
                    monitor.Failed(exception);
                    logger.ConsumerFailed(exception, settings.Topic, settings.Group);
                    _stopping.Token.WaitHandle.WaitOne(settings.Backoff.Next(4));
                }
            }
        }
        catch (OperationCanceledException)
        {
            logger.ConsumerStopped(settings.Topic, settings.Group);
        }
        finally
        {
            monitor.Stopped();
            _stopped.TrySetResult();
        }
    }

    private void RunConsumer()
    {
        var config = ConsumerSettings.Build(host.Settings, settings);
        var deadline = ConsumerSettings.RevokeDeadline(config, settings);
        var rebalance = new RebalanceHandler(scheduler, settings, deadline, monitor, host.TopicIds, logger);
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => logger.Client(message))
            .SetPartitionsAssignedHandler((_, partitions) => rebalance.Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => rebalance.Revoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => rebalance.Lost(partitions))
            .Build();

        monitor.Lag.Attach(consumer);
        // Not disposed, which frees nothing here: somebody may still come to be turned away.
        var committer = rebalance.Committer = new OffsetCommitter(consumer, scheduler, settings.Parking?.Partitions, settings, logger);
        var entry = new PartitionEntry(scheduler, committer, settings.Parking?.Partitions, settings, host.TopicIds, host.Time, logger);
        var intake = rebalance.Intake = new Intake(scheduler, entry, settings, host.TopicIds, logger);
        try
        {
            consumer.Subscribe(settings.Topic);
            Poll(consumer, committer, entry, intake);
        }
        finally
        {
            rebalance.Stop();
            monitor.Left();
            monitor.Lag.Detach();
            Close(consumer, committer, deadline);
        }
    }

    private void Poll(IConsumer<byte[]?, byte[]?> consumer, OffsetCommitter committer, PartitionEntry entry, Intake intake)
    {
        var lastCommit = host.Time.GetTimestamp();
        var balance = scheduler.Balance();
        while (!_stopping.IsCancellationRequested)
        {
            TakeSome(consumer, intake, balance);
            monitor.Polled();
            scheduler.AwaitRoom(RoomPatience);
            balance = scheduler.Balance();
            if (balance.Pause is not null)
                consumer.Pause(balance.Pause);
            if (balance.Resume is not null)
                consumer.Resume(balance.Resume);

            if (host.Time.GetElapsedTime(lastCommit) < settings.CommitInterval)
                continue;

            lastCommit = host.Time.GetTimestamp();
            committer.Start();
            foreach (var work in scheduler.Partitions())
                entry.Begin(work);
        }
    }

    // Waits for the first record, and takes with it what is there already.
    private void TakeSome(IConsumer<byte[]?, byte[]?> consumer, Intake intake, BufferBalance balance)
    {
        var timeout = balance.AnyPaused ? PausedPollTimeout : PollTimeout;
        var taken = 0;
        while (TakeOne(consumer, timeout) is { Message: not null } result)
        {
            taken++;
            intake.Take(new ConsumedRecord(result));
            if (intake.IsFull(balance.Share))
                break;

            timeout = TimeSpan.Zero;
        }

        host.Instruments.Consumed(settings, taken);
        intake.Flush();
    }

    private ConsumeResult<byte[]?, byte[]?>? TakeOne(IConsumer<byte[]?, byte[]?> consumer, TimeSpan timeout)
    {
        try
        {
            return consumer.Consume(timeout);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            OnError(exception.Error);
            return null;
        }
    }

    private void OnError(Error error)
    {
        monitor.Failed(new KafkaException(error));
        logger.ConsumerError(settings.Topic, settings.Group, error.Code, error.Reason);
    }

    private void Close(IConsumer<byte[]?, byte[]?> consumer, OffsetCommitter committer, TimeSpan deadline)
    {
        var closing = Task.Run(
            async () =>
            {
                using (consumer)
                {
                    await committer.SealAsync();
                    consumer.Close();
                }
            },
            CancellationToken.None);

        try
        {
            if (!closing.Wait(deadline, CancellationToken.None))
                logger.CloseFailed(settings.Topic, settings.Group, "no answer before the deadline");
        }
        catch (AggregateException exception)
        {
            logger.CloseFailed(settings.Topic, settings.Group, exception.GetBaseException().Message);
        }
    }
}
