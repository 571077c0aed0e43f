namespace Messaging.Redis;

/// <summary>Configures an endpoint that consumes a list.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IRedisListEndpointConfigurator<out T> : IRedisEndpointConfigurator<T>
    where T : class
{
}
