using Confluent.Kafka;
using MassTransit;
using MassTransit.Metadata;

namespace Messaging.Kafka;

/// <summary>What MassTransit wants to know of a message. Addresses in headers are not believed: a record may come from anyone.</summary>
internal sealed class RecordMessageContext(Guid messageId, Uri inputAddress, MassTransit.Headers headers, ConsumeResult<byte[]?, byte[]?> result) : MessageContext
{
    public Guid? MessageId => messageId;

    public Guid? RequestId => null;

    public Guid? CorrelationId => null;

    public Guid? ConversationId => null;

    public Guid? InitiatorId => null;

    public DateTime? ExpirationTime => null;

    public Uri? SourceAddress => null;

    public Uri? DestinationAddress => inputAddress;

    public Uri? ResponseAddress => null;

    public Uri? FaultAddress => null;

    public DateTime? SentTime => RecordIdentities.TimeOf(result)?.UtcDateTime;

    public MassTransit.Headers Headers => headers;

    public HostInfo Host => HostMetadataCache.Empty;
}
