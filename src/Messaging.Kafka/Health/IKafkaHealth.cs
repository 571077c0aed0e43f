namespace Messaging.Kafka;

/// <summary>How the rider is doing; a singleton, cheap to ask, never blocks.</summary>
public interface IKafkaHealth
{
    /// <summary>A snapshot of the connection and of every endpoint.</summary>
    KafkaStatus Status();
}
