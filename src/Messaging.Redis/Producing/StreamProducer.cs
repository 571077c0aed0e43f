using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Messaging.Outbox;
using ITransactionalOutbox = Messaging.Outbox.ITransactionalOutbox;

namespace Messaging.Redis;

/// <summary>The producer of one scope: hands to the scope's outbox where there is one.</summary>
internal sealed class StreamProducer<T>(string stream, RedisHost host, RedisTransport transport, ITransactionalOutbox? outbox) : IStreamProducer<T>
    where T : class
{
    private readonly Uri _destination = new(DeadLetterAddress.OfStream(stream));

    public Task Produce(T value, CancellationToken cancellationToken = default) => Produce(value, static _ => { }, cancellationToken);

    public Task Produce(T value, Action<StreamProduceOptions> configure, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = new StreamProduceOptions();
        configure(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Delay, TimeSpan.Zero);

        var message = Message(value, options);
        if (outbox is null)
        {
            return options.Delay == TimeSpan.Zero
                ? transport.SendAsync(message, cancellationToken)
                : throw new NotSupportedException("Redis can't delay an entry: produce it in a scope with a transactional outbox, or without a delay.");
        }

        outbox.Add(message);
        return Task.CompletedTask;
    }

    private OutboxMessage Message(T value, StreamProduceOptions options)
    {
        var id = options.MessageId ?? Guid.CreateVersion7(host.Time.GetUtcNow());
        return new OutboxMessage
        {
            MessageId = id,
            OriginalMessageId = id,
            Destination = _destination,
            OrderingKey = options.OrderingKey,
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = EntryFields.Json,
            Headers = new Dictionary<string, object?>(options.Fields, StringComparer.Ordinal) { [MessagingHeaders.MessageType] = MessageUrn.ForTypeString<T>() },
            Body = JsonSerializer.SerializeToUtf8Bytes(value, host.Settings.Json),
            Delay = options.Delay,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            TraceState = Activity.Current?.TraceStateString,
        };
    }
}
