namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Names under which a bus message's ids and addresses lie in the properties of its outbox row.</summary>
internal static class OutboxProperties
{
    public const string ConversationId = "mt-conversation-id";
    public const string CorrelationId = "mt-correlation-id";
    public const string InitiatorId = "mt-initiator-id";
    public const string RequestId = "mt-request-id";
    public const string SourceAddress = "mt-source-address";
    public const string ResponseAddress = "mt-response-address";
    public const string FaultAddress = "mt-fault-address";
}
