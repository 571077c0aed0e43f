using MassTransit;

namespace Messaging.Redis;

/// <summary>Adds Redis to MassTransit's registration.</summary>
public static class RedisRiderExtensions
{
    /// <summary>
    /// Adds the rider: its endpoints start and stop with the bus, which may be of any transport. The server is that of <c>AddRedisMessaging</c>.
    /// </summary>
    public static void UsingRedis(this IRiderRegistrationConfigurator rider, Action<IRiderRegistrationContext, IRedisConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(rider);
        ArgumentNullException.ThrowIfNull(configure);
        rider.SetRiderFactory(new RedisRiderFactory(configure));
    }
}
