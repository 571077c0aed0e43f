using MassTransit;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>Builds the endpoint of a list.</summary>
internal sealed class ListEndpoint<T>(string list, Action<IRedisListEndpointConfigurator<T>> configure) : IRedisEndpoint
    where T : class
{
    public string Name => $"redis/{list}";

    public BuiltEndpoint Build(IBusInstance bus, RedisHost host, IRiderRegistrationContext context)
    {
        var settings = new EndpointSettings(list, group: null);
        return RedisEndpointBuilder.Build<T>(Name, settings, bus, host, context, configure, new ListSource(settings, host));
    }
}
