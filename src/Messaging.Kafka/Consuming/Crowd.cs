namespace Messaging.Kafka;

/// <summary>
/// Partitions that hold as much as they may, and the polling thread that waits a moment until they hold half. To pause one is dear: the client
/// throws away what it has fetched of it and fetches it again. So only a partition is paused whose records do not go away by themselves.
/// </summary>
#pragma warning disable CA1001 // Without its wait handle, which nobody asks for, the event has nothing to release.
internal sealed class Crowd
{
    private readonly ManualResetEventSlim _room = new(initialState: false, spinCount: 0);
    private readonly List<PartitionWork> _full = [];
    private BufferShare _share;

    /// <summary>Whether there is anything to wait for. Under the scheduler's lock.</summary>
    public bool Gather(IReadOnlyCollection<PartitionWork> works, BufferShare share)
    {
        _share = share;
        _full.Clear();
        foreach (var work in works)
        {
            if (!work.Paused && share.IsFull(work))
                _full.Add(work);
        }

        _room.Reset();
        return _full.Count > 0;
    }

    /// <summary>A record of the partition is finished. Under the scheduler's lock.</summary>
    public void Left(PartitionWork work)
    {
        if (_full.Count > 0 && _share.IsRoomy(work) && _full.Remove(work) && _full.Count == 0)
            _room.Set();
    }

    /// <summary>Whether there is room, at once or before the patience is over. Outside of the scheduler's lock.</summary>
    public bool Wait(TimeSpan patience) => _room.Wait(patience, CancellationToken.None);
}
