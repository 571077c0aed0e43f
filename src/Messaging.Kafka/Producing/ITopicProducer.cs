namespace Messaging.Kafka;

/// <summary>
/// Produces to one topic. Inside a scope with a transactional outbox the message is kept until the scope's transaction commits and leaves
/// in the order of its key; without one it is sent directly.
/// </summary>
/// <typeparam name="TKey">The key: <see cref="string"/>, <see cref="Guid"/>, <see cref="int"/> or <see cref="long"/>, written as UTF-8 text.</typeparam>
/// <typeparam name="T">The message, written as plain JSON.</typeparam>
public interface ITopicProducer<in TKey, in T>
    where T : class
{
    /// <summary>Produces a message. Completes when the outbox has it or, without one, when the broker has confirmed it.</summary>
    /// <exception cref="KafkaDeliveryException">Sent directly, and not confirmed.</exception>
    Task Produce(TKey key, T value, CancellationToken cancellationToken = default);

    /// <summary>Produces a message with headers, an id or a delay of its own.</summary>
    /// <exception cref="KafkaDeliveryException">Sent directly, and not confirmed.</exception>
    /// <exception cref="NotSupportedException">A delay was asked for and the scope has no outbox.</exception>
    Task Produce(TKey key, T value, Action<ProduceOptions> configure, CancellationToken cancellationToken = default);
}
