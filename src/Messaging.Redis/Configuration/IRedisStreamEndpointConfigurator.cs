namespace Messaging.Redis;

/// <summary>Configures an endpoint that consumes a stream.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IRedisStreamEndpointConfigurator<out T> : IRedisEndpointConfigurator<T>
    where T : class
{
    /// <summary>The field that holds the message. Without it the message is made of all fields, each a member.</summary>
    /// <value>Default: none; entries of our own producers say it themselves.</value>
    string ValueField { set; }

    /// <summary>A field whose text is JSON and becomes that member as it is, for example an array of lines.</summary>
    void JsonMember(string field);

    /// <summary>Shortens the stream from time to time. Without it nothing is ever removed.</summary>
    void Trim(Action<RedisStreamTrimming> configure);
}
