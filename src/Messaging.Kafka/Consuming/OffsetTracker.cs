namespace Messaging.Kafka;

/// <summary>
/// Knows how far one partition may be committed: up to the first record that is not finished. Offsets may have gaps (compaction,
/// transaction markers). Not thread-safe.
/// </summary>
internal sealed class OffsetTracker
{
    private readonly Queue<long> _open = new();
    private readonly HashSet<long> _finished = [];
    private long _last = -1;

    /// <summary>The offset to commit, the one after the last record of the finished beginning; <see langword="null"/>: nothing yet.</summary>
    public long? Committable { get; private set; }

    /// <summary>The first offset that is not finished, of those begun; <see langword="null"/>: nothing was begun yet.</summary>
    public long? First => _open.TryPeek(out var first) ? first : Committable;

    /// <summary>The highest offset that was begun; -1: none.</summary>
    public long Last => _last;

    /// <summary>A record was taken. Offsets only grow.</summary>
    public void Begin(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, _last);
        _last = offset;
        _open.Enqueue(offset);
    }

    /// <summary>The effect of the record is committed, or it is recorded as a dead letter. In any order, once for each.</summary>
    public void Finish(long offset)
    {
        if (!_open.TryPeek(out var first) || offset < first || offset > _last || (offset != first && !_finished.Add(offset)))
            throw new InvalidOperationException($"Offset {offset} is not in work.");

        if (offset != first)
            return;

        _open.Dequeue();
        Committable = first + 1;
        while (_open.TryPeek(out first) && _finished.Remove(first))
        {
            _open.Dequeue();
            Committable = first + 1;
        }
    }
}
