using MassTransit;

namespace Messaging.Redis;

/// <summary>What a consumer may want to know of the entry behind its message.</summary>
public static class RedisConsumeContextExtensions
{
    /// <summary>The entry's source, id and fields; <see langword="null"/> when the message did not come from Redis.</summary>
    public static RedisEntry? GetRedisEntry(this PipeContext context) => context.TryGetPayload(out RedisEntry? entry) ? entry : null;
}
