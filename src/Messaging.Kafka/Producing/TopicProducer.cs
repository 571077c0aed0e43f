using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Messaging.Outbox;
using ITransactionalOutbox = Messaging.Outbox.ITransactionalOutbox;

namespace Messaging.Kafka;

/// <summary>The producer of one scope: hands to the scope's outbox where there is one.</summary>
internal sealed class TopicProducer<TKey, T>(string topic, KafkaHost host, KafkaTransport transport, ITransactionalOutbox? outbox) : ITopicProducer<TKey, T>
    where T : class
{
    private static readonly Dictionary<string, object?> Nothing = [];
    private readonly Uri _destination = new($"{KafkaTransport.Scheme}:{topic}");

    public Task Produce(TKey key, T value, CancellationToken cancellationToken = default) => Produce(key, value, static _ => { }, cancellationToken);

    public Task Produce(TKey key, T value, Action<ProduceOptions> configure, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = new ProduceOptions();
        configure(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Delay, TimeSpan.Zero);

        if (options.Partition is { } partition)
            ArgumentOutOfRangeException.ThrowIfNegative(partition);

        var message = Message(key, value, options);
        if (outbox is null)
        {
            return options.Delay == TimeSpan.Zero
                ? transport.SendAsync(message, cancellationToken)
                : throw new NotSupportedException("Kafka can't delay a message: produce it in a scope with a transactional outbox, or without a delay.");
        }

        outbox.Add(message);
        return Task.CompletedTask;
    }

    private OutboxMessage Message(TKey key, T value, ProduceOptions options)
    {
        var text = KeyFormat.Text(key);
        var id = options.MessageId ?? Guid.CreateVersion7(host.Time.GetUtcNow());
        var headers = new Dictionary<string, object?>(options.Headers, StringComparer.Ordinal)
        {
            [MessagingHeaders.MessageId] = id.ToString(),
            [MessagingHeaders.MessageType] = MessageUrn.ForTypeString<T>(),
        };

        return new OutboxMessage
        {
            MessageId = id,
            OriginalMessageId = id,
            Destination = _destination,
            // One key for all of a partition: what leaves by its own key would overtake.
            OrderingKey = options.Partition is { } partition ? KafkaTransport.KeyOf(partition) : text,
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = "application/json",
            Headers = headers,
            Properties = options.Partition is { } fixedPartition ? KafkaTransport.Fixed(fixedPartition, text) : Nothing,
            Body = JsonSerializer.SerializeToUtf8Bytes(value, host.Settings.Json),
            Delay = options.Delay,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            TraceState = Activity.Current?.TraceStateString,
        };
    }
}
