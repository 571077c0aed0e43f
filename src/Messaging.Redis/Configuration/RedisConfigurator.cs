using System.Text.Json;

namespace Messaging.Redis;

/// <inheritdoc/>
internal sealed class RedisConfigurator(RedisSettings settings, List<IRedisEndpoint> endpoints) : IRedisConfigurator
{
    public JsonSerializerOptions Json => settings.Json;

    public void StreamEndpoint<T>(string stream, string group, Action<IRedisStreamEndpointConfigurator<T>> configure)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        ArgumentNullException.ThrowIfNull(configure);
        RequireMessage<T>();
        settings.Require($"The endpoint of the stream {stream}");
        endpoints.Add(new StreamEndpoint<T>(stream, group, configure));
    }

    public void ListEndpoint<T>(string list, Action<IRedisListEndpointConfigurator<T>> configure)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(list);
        ArgumentNullException.ThrowIfNull(configure);
        RequireMessage<T>();
        settings.Require($"The endpoint of the list {list}");
        endpoints.Add(new ListEndpoint<T>(list, configure));
    }

    private static void RequireMessage<T>()
    {
        if (typeof(T) == typeof(string) || typeof(T) == typeof(byte[]))
            throw new NotSupportedException($"MassTransit takes no type of System for a message: consume {(typeof(T) == typeof(string) ? nameof(RawText) : nameof(RawBytes))} instead, which holds the value as it is.");
    }
}
