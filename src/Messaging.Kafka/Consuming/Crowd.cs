namespace Messaging.Kafka;

/// <summary>
/// Partitions that hold as much as they may, keys that wait for a worker, and the polling thread that waits a moment until there is half of them.
/// To pause a partition is dear: the client throws away what it has fetched of it and fetches it again. So only one is paused whose records do
/// not go away by themselves. And records that nobody has hands for are better off in the client's memory than in ours, where each collection of
/// garbage that happens meanwhile goes through all that belongs to them: with 10,000 of them it costs a fifth of the processor's time.
/// </summary>
/// <param name="enough">So many keys that wait keep all workers busy; more are not read ahead.</param>
#pragma warning disable CA1001 // Without its wait handle, which nobody asks for, the event has nothing to release.
internal sealed class Crowd(int enough)
{
    private readonly ManualResetEventSlim _room = new(initialState: false, spinCount: 0);
    private readonly List<PartitionWork> _full = [];
    private BufferShare _share;
    private bool _awaited;

    /// <summary>Enough keys for this many workers, so that none of them stands idle while the polling thread wakes up.</summary>
    public static int Enough(int concurrency) => Math.Max(512, concurrency * 8);

    /// <summary>Whether there is anything to wait for. Under the scheduler's lock.</summary>
    public bool Gather(IReadOnlyCollection<PartitionWork> works, BufferShare share, int waiting)
    {
        _share = share;
        _full.Clear();
        foreach (var work in works)
        {
            if (!work.Paused && share.IsFull(work))
                _full.Add(work);
        }

        _room.Reset();
        return _awaited = _full.Count > 0 || waiting >= enough;
    }

    /// <summary>A record of the partition is finished, and so many keys wait. Under the scheduler's lock.</summary>
    public void Left(PartitionWork work, int waiting)
    {
        if (!_awaited)
            return;

        if (_full.Count > 0 && _share.IsRoomy(work))
            _full.Remove(work);

        if (_full.Count > 0 || waiting > enough / 2)
            return;

        _awaited = false;
        _room.Set();
    }

    /// <summary>Whether there is room, at once or before the patience is over. Outside of the scheduler's lock.</summary>
    public bool Wait(TimeSpan patience) => _room.Wait(patience, CancellationToken.None);
}
