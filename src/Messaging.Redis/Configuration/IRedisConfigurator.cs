using System.Text.Json;

namespace Messaging.Redis;

/// <summary>Configures the Redis rider: the endpoints that consume streams and lists. The server is that of <c>AddRedisMessaging</c>.</summary>
public interface IRedisConfigurator
{
    /// <summary>The JSON of values. Default: camelCase, enums as PascalCase strings, unknown members ignored, missing ones refused.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>Consumes a stream in a group: each entry by one consumer of the group, acknowledged after its effect.</summary>
    /// <typeparam name="T">The message that an entry is; <see cref="RawText"/> and <see cref="RawBytes"/> take the value as it is.</typeparam>
    void StreamEndpoint<T>(string stream, string group, Action<IRedisStreamEndpointConfigurator<T>> configure)
        where T : class;

    /// <summary>Consumes a list that any client fills by <c>LPUSH</c>, without the losses of a plain <c>BRPOP</c>.</summary>
    /// <typeparam name="T">The message that an element is; <see cref="RawText"/> and <see cref="RawBytes"/> take it as it is.</typeparam>
    void ListEndpoint<T>(string list, Action<IRedisListEndpointConfigurator<T>> configure)
        where T : class;
}
