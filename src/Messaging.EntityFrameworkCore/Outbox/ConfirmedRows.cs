namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Rows that the broker has confirmed and that are to be deleted, gathered so that one statement deletes many. A row with a key does not
/// wait for others, since its successor may not leave before it is gone.
/// </summary>
internal sealed class ConfirmedRows : IDisposable
{
    private const int Largest = 1_000;
    private const int Enough = 128;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _some = new(0, 1);
    private readonly SemaphoreSlim _urgent = new(0, 1);
    private readonly Queue<OutboxRow> _rows = new();

    public void Add(OutboxRow row)
    {
        lock (_lock)
        {
            _rows.Enqueue(row);
            Raise(_some);
            if (_rows.Count >= Enough || row.Message.OrderingKey is not null)
                Raise(_urgent);
        }
    }

    /// <summary>Waits for rows, and for a moment for more of them.</summary>
    public async Task<List<OutboxRow>> TakeAsync(CancellationToken cancellationToken)
    {
        await _some.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _urgent.WaitAsync(Linger, cancellationToken).ConfigureAwait(false);
        var taken = new List<OutboxRow>();
        lock (_lock)
        {
            while (taken.Count < Largest && _rows.TryDequeue(out var row))
                taken.Add(row);
            if (_rows.Count > 0)
            {
                Raise(_some);
                Raise(_urgent);
            }
        }

        return taken;
    }

    public void Dispose()
    {
        _some.Dispose();
        _urgent.Dispose();
    }

    private static void Raise(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount == 0)
            semaphore.Release();
    }
}
