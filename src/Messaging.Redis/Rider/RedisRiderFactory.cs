using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis;

/// <summary>Runs the configuration while the bus is built.</summary>
internal sealed class RedisRiderFactory(Action<IRiderRegistrationContext, IRedisConfigurator> configure) : IRegistrationRiderFactory<IRedisRider>
{
    public IBusInstanceSpecification CreateRider(IRiderRegistrationContext context)
    {
        var host = context.GetService<RedisHost>() ?? throw new RedisNotConfiguredException("UsingRedis");
        var endpoints = new List<IRedisEndpoint>();
        configure(context, new RedisConfigurator(host.Settings, endpoints));
        return new RedisBusSpecification(context, host, endpoints);
    }
}
