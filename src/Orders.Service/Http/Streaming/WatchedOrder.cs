namespace Orders.Service.Http.Streaming;

/// <summary>An order that somebody reads: all its readers share what is known of it.</summary>
internal sealed class WatchedOrder
{
    private readonly Lock _lock = new();
    private IReadOnlyList<OrderStatusChange> _changes = [];
    private TaskCompletionSource _more = NewSource();

    /// <summary>Guarded by the watch.</summary>
    public int Readers { get; set; }

    /// <summary>What is known, and a task that completes when there is more.</summary>
    public (IReadOnlyList<OrderStatusChange> Changes, Task More) Known
    {
        get
        {
            lock (_lock)
                return (_changes, _more.Task);
        }
    }

    /// <summary>Takes the order's changes, by version. A read that was overtaken by a later one brings nothing.</summary>
    public void Learn(IReadOnlyList<OrderStatusChange> changes)
    {
        lock (_lock)
        {
            if (changes.Count <= _changes.Count)
                return;
            _changes = changes;
            _more.SetResult();
            _more = NewSource();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
