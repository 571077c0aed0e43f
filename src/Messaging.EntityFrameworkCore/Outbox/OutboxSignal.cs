namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Hands committed rows to this process's relay, or wakes it to look for them, and remembers which of them are another relay's to send.
/// </summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly SemaphoreSlim _foreign = new(0, 1);
    private volatile Share _share = new(new HashSet<int>());

    /// <summary>Takes rows to send them from memory; <see langword="false"/> for one that it has no room for.</summary>
    public Func<OutboxRow, bool> Offer { get; set; } = _ => false;

    /// <summary>The lease partitions of this process's relay.</summary>
    public IReadOnlyList<int> Mine => _share.Ordered;

    public void Holds(IReadOnlySet<int> partitions) => _share = new Share(partitions);

    /// <summary>A transaction has committed.</summary>
    public void Written(FlushResult flushed)
    {
        var mine = _share.Partitions;
        if (!flushed.Partitions.All(mine.Contains))
            Raise(_foreign);
        var left = flushed.HasMore;
        foreach (var row in flushed.Sendable)
            left |= !mine.Contains(row.Partition) || !Offer(row);
        if (left)
            Wake();
    }

    public void Wake() => Raise(_woken);

    /// <summary>Rows were committed, and nobody knows any more which.</summary>
    public void WakeAll()
    {
        Raise(_foreign);
        Wake();
    }

    /// <summary>Completes when rows were committed, or after the time-out.</summary>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _woken.WaitAsync(timeout, cancellationToken);

    /// <summary>Completes when rows were written that another relay holds the lease for.</summary>
    public Task WaitForeignAsync(CancellationToken cancellationToken) => _foreign.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _woken.Dispose();
        _foreign.Dispose();
    }

    // One wake-up covers any number of commits.
    private static void Raise(SemaphoreSlim semaphore)
    {
        lock (semaphore)
        {
            if (semaphore.CurrentCount == 0)
                semaphore.Release();
        }
    }

    private sealed class Share(IReadOnlySet<int> partitions)
    {
        public IReadOnlySet<int> Partitions { get; } = partitions;

        public IReadOnlyList<int> Ordered { get; } = [.. partitions.Order()];
    }
}
