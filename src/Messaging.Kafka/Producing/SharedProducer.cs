using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>The one producer of the process: idempotent, confirmed by all replicas in sync, replaced when it fails for good.</summary>
internal sealed class SharedProducer(KafkaSettings settings, KafkaConnection connection, KafkaInstruments instruments, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);
    // The broker and the client do not agree on what has been sent; only a new identity gets on. The messages come again from the outbox.
    private static readonly HashSet<ErrorCode> Lost =
        [ErrorCode.Local_Fatal, ErrorCode.OutOfOrderSequenceNumber, ErrorCode.UnknownProducerId, ErrorCode.InvalidProducerEpoch];

    private static readonly TimeSpan ReplacedFlushTimeout = TimeSpan.FromSeconds(125);
    private readonly Lock _gate = new();
    private NativeClient<IProducer<byte[]?, byte[]?>>? _producer;
    private bool _disposed;

    /// <summary>Completes on the delivery report. A message that timed out may still arrive later.</summary>
    /// <exception cref="KafkaDeliveryException">It was not confirmed.</exception>
    public async Task<DeliveryResult<byte[]?, byte[]?>> ProduceAsync(TopicPartition topic, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        var producer = Current();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var delivered = await producer.Use(client => client.ProduceAsync(topic, message, cancellationToken));
            instruments.Sent(topic.Topic, Stopwatch.GetElapsedTime(started), null);
            return delivered;
        }
        catch (ProduceException<byte[]?, byte[]?> exception)
        {
            if (exception.Error.IsFatal || Lost.Contains(exception.Error.Code))
                Replace(producer, exception.Error);

            var failure = new KafkaDeliveryException(topic.Topic, exception.Error);
            instruments.Sent(topic.Topic, Stopwatch.GetElapsedTime(started), failure);
            throw failure;
        }
        catch (ObjectDisposedException) when (!_disposed)
        {
            // Replaced between taking and using it.
            throw new KafkaDeliveryException(topic.Topic, new Error(ErrorCode.Local_Fatal, "the producer was replaced"));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _producer?.Use(client => client.Flush(FlushTimeout));
            _producer?.Dispose();
            _producer = null;
        }
    }

    private NativeClient<IProducer<byte[]?, byte[]?>> Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _producer ??= new(Create);
        }
    }

    private void Replace(NativeClient<IProducer<byte[]?, byte[]?>> failed, Error error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_producer, failed))
                return;

            logger.ProducerReplaced(error.Code, error.Reason);
            _producer = null;
        }

        // What it still holds gets its delivery reports while it is flushed; disposed before, it would leave its senders waiting for ever.
        // That must not run on a thread that reports, and nobody waits for it.
        _ = Task.Run(() =>
        {
            failed.Use(client => client.Flush(ReplacedFlushTimeout));
            failed.Dispose();
        });
    }

    private IProducer<byte[]?, byte[]?> Create() =>
        new ProducerBuilder<byte[]?, byte[]?>(ProducerSettings.Build(settings))
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) => connection.Failed(error))
            .SetLogHandler((_, message) => logger.Client(message))
            .Build();
}
