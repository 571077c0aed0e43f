using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>One record on its way through the endpoint's pipeline; a new one each time it is tried.</summary>
internal sealed class KafkaReceiveContext<T> : BaseReceiveContext
    where T : class
{
    public KafkaReceiveContext(KafkaReceiveEndpointContext endpoint, ConsumedRecord record, T message, RecordIdentity identity)
        : base(record.Blocks > 0, endpoint)
    {
        var result = record.Result;
        HeaderProvider = new RecordHeaderProvider(result.Message.Headers);
        Body = new BytesMessageBody(result.Message.Value);
        var time = RecordIdentities.TimeOf(result);
        var key = result.Message.Key is { } bytes ? new ReadOnlyMemory<byte>(bytes) : (ReadOnlyMemory<byte>?)null;
        var position = new KafkaRecord(result.Topic, result.Partition.Value, result.Offset.Value, key, time);
        var context = new RecordMessageContext(identity.MessageId, InputAddress, TransportHeaders, time?.UtcDateTime);
        var consume = new BodyConsumeContext(this, new RecordSerializerContext<T>(message, context));
        GetOrAddPayload(() => position);
        GetOrAddPayload(() => identity.Inbox);
        GetOrAddPayload<ConsumeContext>(() => consume);
    }

    public override MessageBody Body { get; }

    /// <summary>How often the pipeline tried again in process before it gave up.</summary>
    public int Retries { get; private set; }

    protected override IHeaderProvider HeaderProvider { get; }

    public override Task NotifyFaulted<TMessage>(ConsumeContext<TMessage> context, TimeSpan duration, string consumerType, Exception exception)
    {
        Retries = Math.Max(Retries, context.GetRetryAttempt());
        return base.NotifyFaulted(context, duration, consumerType, exception);
    }
}
