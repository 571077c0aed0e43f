using Confluent.Kafka;
using Messaging.Outbox;

namespace Messaging.Kafka;

/// <summary>Tells a record that the broker does not take from a broker that takes nothing.</summary>
internal sealed class KafkaTransportHealth : ITransportHealth
{
    private static readonly HashSet<ErrorCode> AboutTheMessage =
    [
        ErrorCode.MsgSizeTooLarge, ErrorCode.InvalidMsg, ErrorCode.InvalidMsgSize, ErrorCode.InvalidRecord, ErrorCode.InvalidTimestamp,
        ErrorCode.Local_BadMsg, ErrorCode.Local_InvalidArg,
        ErrorCode.UnknownTopicOrPart, ErrorCode.Local_UnknownTopic, ErrorCode.Local_UnknownPartition, ErrorCode.TopicException,
        ErrorCode.TopicAuthorizationFailed, ErrorCode.PolicyViolation, ErrorCode.UnsupportedForMessageFormat,
    ];

    public SendFault? Judge(OutboxMessage message, Exception exception) => exception switch
    {
        KafkaDeliveryException delivery => AboutTheMessage.Contains(delivery.Code) ? SendFault.Message : SendFault.Transport,
        _ => null,
    };
}
