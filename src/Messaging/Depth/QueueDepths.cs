namespace Messaging.Depth;

/// <summary>All queues as they were last seen. A singleton; safe for any thread.</summary>
public sealed class QueueDepths
{
    private volatile IReadOnlyList<WatchedQueue> _current = [];

    /// <summary>By system and name. Empty until the first look, and without the queues of a system that can't be asked.</summary>
    public IReadOnlyList<WatchedQueue> Current => _current;

    internal void Replace(IEnumerable<WatchedQueue> queues) =>
        _current = [.. queues.OrderBy(queue => queue.Depth.System, StringComparer.Ordinal).ThenBy(queue => queue.Depth.Name, StringComparer.Ordinal)];
}
