using Confluent.Kafka;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;
using Messaging.Parking;
using Messaging.Riders;

namespace Messaging.Kafka;

/// <summary>One record on its way through the endpoint's pipeline; a new one each time it is tried.</summary>
internal sealed class KafkaReceiveContext<T> : BaseReceiveContext
    where T : class
{
    private readonly CancellationToken _abandoned;

    public KafkaReceiveContext(
        RiderReceiveEndpointContext endpoint, ConsumedRecord record, T message, RecordIdentity identity, OrderedDelivery? delivery, CancellationToken abandoned)
        : base(record.Blocks > 0, endpoint, Payloads(record.Result, identity, delivery))
    {
        _abandoned = abandoned;
        var result = record.Result;
        HeaderProvider = new RecordHeaderProvider(result.Message.Headers);
        Body = new BytesMessageBody(result.Message.Value);
        var context = new RiderMessageContext(identity.MessageId, InputAddress, TransportHeaders, RecordIdentities.TimeOf(result)?.UtcDateTime);
        var consume = new BodyConsumeContext(this, new RiderSerializerContext<T>(message, context));
        GetOrAddPayload<ConsumeContext>(() => consume);
    }

    public override MessageBody Body { get; }

    /// <summary>The partition's: a source of its own for each record would have to hear of it by a registration.</summary>
    public override CancellationToken CancellationToken => _abandoned;

    /// <summary>How often the pipeline tried again in process before it gave up.</summary>
    public int Retries { get; private set; }

    protected override IHeaderProvider HeaderProvider { get; }

    public override Task NotifyFaulted<TMessage>(ConsumeContext<TMessage> context, TimeSpan duration, string consumerType, Exception exception)
    {
        Retries = Math.Max(Retries, context.GetRetryAttempt());
        return base.NotifyFaulted(context, duration, consumerType, exception);
    }

    private static object[] Payloads(ConsumeResult<byte[]?, byte[]?> result, RecordIdentity identity, OrderedDelivery? delivery)
    {
        var key = result.Message.Key is { } bytes ? new ReadOnlyMemory<byte>(bytes) : (ReadOnlyMemory<byte>?)null;
        var position = new KafkaRecord(result.Topic, result.Partition.Value, result.Offset.Value, key, RecordIdentities.TimeOf(result));
        return delivery is null ? [position, identity.Inbox] : [position, identity.Inbox, delivery];
    }
}
