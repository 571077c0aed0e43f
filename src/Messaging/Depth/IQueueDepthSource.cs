namespace Messaging.Depth;

/// <summary>
/// Knows how much waits in the queues of one system. A singleton, registered by the library of that system with
/// <c>TryAddEnumerable</c>; several may serve one system. The monitor asks every few seconds, one call at a time.
/// </summary>
public interface IQueueDepthSource
{
    /// <summary>One of <c>rabbitmq</c>, <c>kafka</c>, <c>redis</c>, <c>outbox</c>; the same in every <see cref="QueueDepth"/> it returns.</summary>
    string System { get; }

    /// <summary>
    /// Measures every queue of this source. A queue that is not there yet is left out. Throws when the system can't be asked: its numbers
    /// vanish then, since no number is better than an old one.
    /// </summary>
    Task<IReadOnlyList<QueueDepth>> MeasureAsync(CancellationToken cancellationToken);
}
