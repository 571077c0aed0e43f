namespace Messaging.Redis;

/// <summary>
/// Adds to one stream. Inside a scope with a transactional outbox the message is kept until the scope's transaction commits and leaves in the
/// order of its key; without one it is added directly.
/// </summary>
/// <typeparam name="T">The message, written as JSON into the field <c>data</c>.</typeparam>
public interface IStreamProducer<in T>
    where T : class
{
    /// <summary>Produces a message. Completes when the outbox has it or, without one, when the server has confirmed it.</summary>
    /// <exception cref="RedisUnavailableException">Added directly, and not confirmed.</exception>
    Task Produce(T value, CancellationToken cancellationToken = default);

    /// <summary>Produces a message with a key, an id, fields or a delay of its own.</summary>
    /// <exception cref="RedisUnavailableException">Added directly, and not confirmed.</exception>
    /// <exception cref="NotSupportedException">A delay was asked for and the scope has no outbox.</exception>
    Task Produce(T value, Action<StreamProduceOptions> configure, CancellationToken cancellationToken = default);
}
