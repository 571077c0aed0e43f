using MassTransit;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>An endpoint as it was configured, before the bus is there.</summary>
internal interface IRedisEndpoint
{
    string Name { get; }

    BuiltEndpoint Build(IBusInstance bus, RedisHost host, IRiderRegistrationContext context);
}
