using MassTransit;
using MassTransit.Metadata;

namespace Messaging.Redis;

/// <summary>What MassTransit wants to know of a message. Addresses in fields are not believed: an entry may come from anyone.</summary>
internal sealed class EntryMessageContext(Guid messageId, Uri inputAddress, Headers headers, DateTime? sentTime) : MessageContext
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

    public DateTime? SentTime => sentTime;

    public Headers Headers => headers;

    public HostInfo Host => HostMetadataCache.Empty;
}
