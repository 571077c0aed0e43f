using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>The Kafka rider, by which MassTransit knows it.</summary>
public interface IKafkaRider : IRider
{
}
