using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>A message was not confirmed by the broker.</summary>
public sealed class KafkaDeliveryException : Exception
{
    /// <summary>Creates the exception.</summary>
    public KafkaDeliveryException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public KafkaDeliveryException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public KafkaDeliveryException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    internal KafkaDeliveryException(string topic, Error error) : base($"Kafka did not take a message for topic '{topic}': {error.Reason} ({error.Code}).")
    {
        Topic = topic;
        Code = error.Code;
    }

    /// <summary>The topic it was for.</summary>
    public string? Topic { get; }

    /// <summary>What the broker or the client library said.</summary>
    public ErrorCode Code { get; } = ErrorCode.Unknown;
}
