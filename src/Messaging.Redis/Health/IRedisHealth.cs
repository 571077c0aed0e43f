namespace Messaging.Redis;

/// <summary>How Redis is doing; a singleton, cheap to ask, never blocks.</summary>
public interface IRedisHealth
{
    /// <summary>A snapshot of the connection and of every endpoint.</summary>
    RedisStatus Status();
}
