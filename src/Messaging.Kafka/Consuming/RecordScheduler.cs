using Confluent.Kafka;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>
/// Decides which record is worked on: at most one of a key, in offset order, and at most <paramref name="concurrency"/> in all. A record
/// that blocks gives its slot to other keys while it waits.
/// </summary>
internal sealed class RecordScheduler(
    int concurrency, Backoff backoff, TimeProvider time, Func<ConsumedRecord, CancellationToken, Task<RecordOutcome>> process)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, PartitionWork> _partitions = [];
    private readonly Dictionary<TopicPartition, PartitionWork> _lingering = [];
    private readonly Queue<Lane> _ready = new();
    private int _running;

    public void Assign(TopicPartition partition)
    {
        lock (_gate)
        {
            if (_partitions.ContainsKey(partition))
                return;

            _partitions.Add(partition, new PartitionWork(partition) { LastProgress = time.GetUtcNow() });
        }
    }

    /// <summary>Takes a record; false when its partition isn't ours, in which case it is somebody else's to read.</summary>
    public bool Add(ConsumedRecord record, out bool rewound)
    {
        rewound = false;
        lock (_gate)
        {
            if (!_partitions.TryGetValue(record.Result.TopicPartition, out var work))
                return false;

            if (record.Offset <= work.Offsets.Last)
            {
                // The log was truncated: the same offsets come again, perhaps with other records. Start to count anew.
                rewound = true;
                work.Offsets = new OffsetTracker();
                work.Committed = -1;
            }

            work.Offsets.Begin(record.Offset);
            record.Tracker = work.Offsets;
            record.Work = work;
            work.Records++;
            work.Bytes += record.Size;

            var lane = work.LaneOf(record.Result.Message.Key);
            lane.Records.Enqueue(record);
            if (!lane.Active)
                Activate(lane);

            return true;
        }
    }

    /// <summary>Stops taking from a partition and forgets what is not started; what is in work goes on until it ends or is abandoned.</summary>
    public PartitionWork? Drop(TopicPartition partition)
    {
        lock (_gate)
        {
            if (!_partitions.Remove(partition, out var work))
                return null;

            work.Dropped = true;
            foreach (var lane in work.AllLanes())
                lane.Delay?.Dispose();

            work.Blocked = 0;
            if (work.InFlight == 0)
                work.SetIdle();
            else
                _lingering[partition] = work;

            return work;
        }
    }

    public IReadOnlyList<PartitionWork> Partitions()
    {
        lock (_gate)
            return [.. _partitions.Values];
    }

    public SchedulerLoad Load()
    {
        lock (_gate)
            return SchedulerLoad.Of(_partitions.Values, _running);
    }

    /// <summary>Which partitions hold more than their share of the bounds, and which have room again.</summary>
    public BufferBalance Balance(int records, long bytes)
    {
        lock (_gate)
            return BufferBalance.Of(_partitions.Values, records, bytes);
    }

    /// <summary>The offset that the member commits to prove that the partition is its own: the first that isn't finished.</summary>
    public long? EntryOf(PartitionWork work)
    {
        lock (_gate)
            return work.Dropped ? null : work.Offsets.First;
    }

    /// <summary>Whether nobody is about to prove that the partition is the member's own, and somebody must.</summary>
    public bool MustEnter(PartitionWork work)
    {
        lock (_gate)
            return work is { Dropped: false, Entered: false, Entering: false, Offsets.First: not null } && (work.Entering = true);
    }

    /// <summary>The partition is this member's own: its records may be worked on.</summary>
    public void Enter(PartitionWork work, PartitionClaim? claim)
    {
        lock (_gate)
        {
            work.Claim = claim;
            work.Entered = true;
            work.Entering = false;
            Unhold(work);
            Pump();
        }
    }

    /// <summary>The partition isn't this member's own by this claim: nothing of it is worked on until it has entered again.</summary>
    public void Fence(PartitionWork work, PartitionClaim? claim)
    {
        lock (_gate)
        {
            if (work.Claim != claim)
                return;

            work.Entered = false;
            work.Held ??= [];
        }
    }

    /// <summary>Nothing of a dropped partition is committed from here on.</summary>
    public void Forget(PartitionWork work)
    {
        lock (_gate)
            work.Forgotten = true;
    }

    /// <summary>What may be committed and isn't; of partitions that are no longer ours too, where they are given.</summary>
    public List<TopicPartitionOffset> Committable(IEnumerable<PartitionWork> works)
    {
        lock (_gate)
            return [.. works.Select(w => w.ToCommit).OfType<TopicPartitionOffset>()];
    }

    public void Committed(IEnumerable<PartitionWork> works, IReadOnlyList<TopicPartitionOffset> offsets)
    {
        lock (_gate)
        {
            foreach (var work in works)
            {
                if (offsets.FirstOrDefault(o => o.TopicPartition == work.Partition) is { } offset)
                    work.Committed = Math.Max(work.Committed, offset.Offset.Value);
            }
        }
    }

    private void Activate(Lane lane)
    {
        lane.Active = true;
        _ready.Enqueue(lane);
        Pump();
    }

    private void Pump()
    {
        while (_running < concurrency && _ready.TryDequeue(out var lane))
        {
            if (lane.Partition.Dropped)
                continue;

            if (lane.Partition.Held is { } held)
            {
                held.Add(lane);
                continue;
            }

            _running++;
            lane.Partition.InFlight++;
            var record = lane.Records.Peek();
            record.Claim = lane.Partition.Claim;
            // Not awaited here: it does not throw, and Drop and Idle account for it.
            _ = Task.Run(() => WorkAsync(lane, record), CancellationToken.None);
        }
    }

    private async Task WorkAsync(Lane lane, ConsumedRecord record)
    {
        var outcome = RecordOutcome.Blocked;
        try
        {
            outcome = await process(record, lane.Partition.Abandoned);
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                End(lane, record, outcome);
                Pump();
            }
        }
    }

    private void End(Lane lane, ConsumedRecord record, RecordOutcome outcome)
    {
        var work = lane.Partition;
        work.InFlight--;
        if (outcome == RecordOutcome.Finished)
            record.Tracker?.Finish(record.Offset);

        if (work.Dropped)
        {
            if (work.InFlight == 0)
                Release(work);
            return;
        }

        work.CountFull(record);
        if (outcome == RecordOutcome.Fenced)
        {
            Fence(work, record.Claim);
            _ready.Enqueue(lane);
            return;
        }

        if (outcome == RecordOutcome.Finished)
        {
            lane.Records.Dequeue();
            work.Records--;
            work.LastProgress = time.GetUtcNow();
            work.Bytes -= record.Size;
            work.Blocked -= record.Blocks > 0 ? 1 : 0;
            Next(lane);
            return;
        }

        if (++record.Blocks == 1)
            work.Blocked++;
        lane.Delay = time.CreateTimer(_ => TryAgain(lane), null, backoff.Next(record.Blocks), Timeout.InfiniteTimeSpan);
    }

    private void Next(Lane lane)
    {
        if (lane.Records.Count > 0)
        {
            _ready.Enqueue(lane);
            return;
        }

        lane.Active = false;
        if (lane.Key is not null)
            lane.Partition.Lanes.Remove(lane.Key);
    }

    private void TryAgain(Lane lane)
    {
        lock (_gate)
        {
            lane.Delay?.Dispose();
            lane.Delay = null;
            if (lane.Partition.Dropped)
                return;

            _ready.Enqueue(lane);
            Pump();
        }
    }

    private void Release(PartitionWork work)
    {
        work.SetIdle();
        _lingering.Remove(work.Partition);
        if (_partitions.TryGetValue(work.Partition, out var successor))
            Unhold(successor);
    }

    // The same key must not be worked on twice when a lost partition comes back while its old record still runs.
    private void Unhold(PartitionWork work)
    {
        if (!work.Entered || work.Held is not { } held || _lingering.ContainsKey(work.Partition))
            return;

        work.Held = null;
        foreach (var lane in held)
            _ready.Enqueue(lane);
    }
}
