using MassTransit;
using MassTransit.Metadata;

namespace Messaging.Riders;

/// <summary>What MassTransit wants to know of a message. Addresses among its headers are not believed: it may come from anyone.</summary>
/// <param name="messageId">Its id.</param>
/// <param name="inputAddress">That of the endpoint.</param>
/// <param name="headers">Its headers.</param>
/// <param name="sentTime">When it was sent, if that is known; UTC.</param>
public sealed class RiderMessageContext(Guid messageId, Uri inputAddress, Headers headers, DateTime? sentTime) : MessageContext
{
    /// <inheritdoc/>
    public Guid? MessageId => messageId;

    /// <inheritdoc/>
    public Guid? RequestId => null;

    /// <inheritdoc/>
    public Guid? CorrelationId => null;

    /// <inheritdoc/>
    public Guid? ConversationId => null;

    /// <inheritdoc/>
    public Guid? InitiatorId => null;

    /// <inheritdoc/>
    public DateTime? ExpirationTime => null;

    /// <inheritdoc/>
    public Uri? SourceAddress => null;

    /// <inheritdoc/>
    public Uri? DestinationAddress => inputAddress;

    /// <inheritdoc/>
    public Uri? ResponseAddress => null;

    /// <inheritdoc/>
    public Uri? FaultAddress => null;

    /// <inheritdoc/>
    public DateTime? SentTime => sentTime;

    /// <inheritdoc/>
    public Headers Headers => headers;

    /// <inheritdoc/>
    public HostInfo Host => HostMetadataCache.Empty;
}
