namespace Messaging.Telemetry;

/// <summary>Names of span attributes, of OpenTelemetry's conventions for messaging.</summary>
public static class MessagingAttributes
{
    /// <summary>The kind of broker: <c>kafka</c>.</summary>
    public const string System = "messaging.system";

    /// <summary>The queue, exchange or topic.</summary>
    public const string DestinationName = "messaging.destination.name";

    /// <summary>The number of the partition.</summary>
    public const string DestinationPartition = "messaging.destination.partition.id";

    /// <summary>What the library calls what it does.</summary>
    public const string OperationName = "messaging.operation.name";

    /// <summary>What the conventions call it: <c>send</c>, <c>receive</c>, <c>process</c>.</summary>
    public const string OperationType = "messaging.operation.type";

    /// <summary>The id of the message.</summary>
    public const string MessageId = "messaging.message.id";

    /// <summary>The size of the body in bytes.</summary>
    public const string BodySize = "messaging.message.body.size";

    /// <summary>The consumer group.</summary>
    public const string ConsumerGroup = "messaging.consumer.group.name";

    /// <summary>The offset of the record.</summary>
    public const string KafkaOffset = "messaging.kafka.offset";

    /// <summary>The type of the exception that ended the operation.</summary>
    public const string ErrorType = "error.type";
}
