namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Wakes this process's relay when rows were committed, and remembers which of them are another relay's to send.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);
    private volatile IReadOnlySet<int> _mine = new HashSet<int>();
    private readonly SemaphoreSlim _foreign = new(0, 1);

    /// <summary>The lease partitions of this process's relay.</summary>
    public void Holds(IReadOnlySet<int> partitions) => _mine = partitions;

    public void Written(IEnumerable<int> partitions)
    {
        var mine = _mine;
        if (!partitions.All(mine.Contains))
            Raise(_foreign);
        Wake();
    }

    public void Wake() => Raise(_woken);

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
}
