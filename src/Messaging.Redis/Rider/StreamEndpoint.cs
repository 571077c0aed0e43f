using MassTransit;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>
/// Builds the endpoint of a stream and a group. It reads two streams: the one that it is named after, and the one to which dead letters
/// of this group alone are replayed.
/// </summary>
internal sealed class StreamEndpoint<T>(string stream, string group, Action<IRedisStreamEndpointConfigurator<T>> configure) : IRedisEndpoint
    where T : class
{
    public string Name => $"redis/{stream}/{group}";

    public BuiltEndpoint Build(IBusInstance bus, RedisHost host, IRiderRegistrationContext context)
    {
        var settings = new EndpointSettings(stream, group);
        return RedisEndpointBuilder.Build<T>(
            Name, settings, bus, host, context, configure,
            new StreamSource(settings, stream, host), new StreamSource(settings, StreamKeys.Replay(stream, group), host, ownStream: true));
    }
}
