using Messaging.Redis;

namespace Orders.Service.Monitoring;

/// <summary>The connection to Redis.</summary>
internal sealed class RedisHealthCheck(IRedisHealth redis)
    : BrokerHealth("Redis", "ConnectionStrings__Redis", "Orders are accepted and worked on; imports, pushed tasks and hints to readers of streams wait or are missed")
{
    protected override Task<BrokerConnection> LookAsync(CancellationToken cancellationToken)
    {
        var status = redis.Status();
        if (status.EverConnected)
            MarkConnected();
        return Task.FromResult(new BrokerConnection(status.Connected, status.Host, status.EverConnected ? null : status.LastError));
    }
}
