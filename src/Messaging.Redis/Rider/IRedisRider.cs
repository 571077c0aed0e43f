using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>The Redis rider, by which MassTransit knows it.</summary>
public interface IRedisRider : IRider
{
}
