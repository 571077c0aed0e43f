using Confluent.Kafka;
using Messaging.Failures;

namespace Messaging.Kafka;

/// <summary>A message that is too large or malformed stays so; everything else that Kafka says may pass.</summary>
internal sealed class KafkaFailureClassifier : IFailureClassifier
{
    public FailureKind? Classify(Exception exception) => exception switch
    {
        KafkaDeliveryException { Code: ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.TopicException or ErrorCode.InvalidRecord } =>
            FailureKind.Permanent,
        KafkaDeliveryException or KafkaException => FailureKind.Transient,
        _ => null,
    };
}
