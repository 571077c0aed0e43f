using Confluent.Kafka;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>
/// Decides which record of a topic is worked on: at most one of a key, in offset order. A record that blocks gives its slot to other keys
/// while it waits.
/// </summary>
internal sealed class RecordScheduler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Partition, PartitionWork> _partitions = [];
    private readonly Dictionary<Partition, PartitionWork> _lingering = [];
    private readonly Crowd _crowd = new();
    private readonly LaneWorkers _workers;
    private readonly EndpointSettings _settings;
    private readonly TimeProvider _time;

    public RecordScheduler(
        int concurrency, EndpointSettings settings, TimeProvider time, Func<ConsumedRecord, CancellationToken, Task<RecordOutcome>> process)
    {
        _settings = settings;
        _time = time;
        _workers = new LaneWorkers(_gate, concurrency, process, End);
    }

    public void Assign(TopicPartition partition)
    {
        lock (_gate)
        {
            if (!_partitions.ContainsKey(partition.Partition))
                _partitions.Add(partition.Partition, new PartitionWork(partition) { LastProgress = _time.GetUtcNow() });
        }
    }

    /// <summary>Takes records; those of a partition that isn't ours are somebody else's to read.</summary>
    public void Add(Intake intake)
    {
        lock (_gate)
        {
            foreach (var record in intake.Records)
            {
                if (_partitions.TryGetValue(record.Result.Partition, out var work))
                    Add(record, work, intake);
            }

            _workers.Start();
        }
    }

    /// <summary>Stops taking from a partition and forgets what is not started; what is in work goes on until it ends or is abandoned.</summary>
    public PartitionWork? Drop(TopicPartition partition)
    {
        lock (_gate)
        {
            if (!_partitions.Remove(partition.Partition, out var work))
                return null;

            work.Dropped = true;
            foreach (var lane in work.AllLanes())
                lane.Delay?.Dispose();

            work.Blocked = 0;
            if (work.InFlight == 0)
                work.SetIdle();
            else
                _lingering[partition.Partition] = work;

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
            return SchedulerLoad.Of(_partitions.Values, _workers.InFlight);
    }

    /// <summary>Which partitions hold more than their share of the bounds, and which have room again.</summary>
    public BufferBalance Balance()
    {
        lock (_gate)
            return BufferBalance.Of(_partitions.Values, BufferShare.Of(_settings, _partitions.Count));
    }

    /// <summary>Waits until every partition that is full and not paused is half empty, but not for long.</summary>
    public void AwaitRoom(TimeSpan patience)
    {
        lock (_gate)
        {
            if (!_crowd.Gather(_partitions.Values, BufferShare.Of(_settings, _partitions.Count)))
                return;
        }

        _crowd.Wait(patience);
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
            _workers.Start();
        }
    }

    /// <summary>The partition isn't this member's own by this claim: nothing of it is worked on until it has entered again.</summary>
    public void Fence(PartitionWork work, PartitionClaim? claim)
    {
        lock (_gate)
        {
            if (work.Claim == claim)
                work.Fence();
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

    private void Add(ConsumedRecord record, PartitionWork work, Intake intake)
    {
        if (record.Offset <= work.Offsets.Last)
        {
            // The log was truncated: the same offsets come again, perhaps with other records. Start to count anew.
            work.Offsets = new OffsetTracker();
            work.Committed = -1;
            work.Fence();
            intake.Rewound.Add(record);
        }

        var lane = work.Take(record);
        if (!lane.Active)
        {
            lane.Active = true;
            _workers.Enqueue(lane);
        }

        if (!work.Entered && !intake.Unproved.Contains(work))
            intake.Unproved.Add(work);
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
            if (work.Claim == record.Claim)
                work.Fence();
            _workers.Enqueue(lane);
            return;
        }

        if (outcome == RecordOutcome.Finished)
        {
            lane.RemoveFirst();
            work.Finished(record, _time.GetUtcNow());
            _crowd.Left(work);
            Next(lane);
            return;
        }

        if (++record.Blocks == 1)
            work.Blocked++;
        lane.Delay = _time.CreateTimer(_ => TryAgain(lane), null, _settings.Backoff.Next(record.Blocks), Timeout.InfiniteTimeSpan);
    }

    private void Next(Lane lane)
    {
        if (lane.First is not null)
        {
            _workers.Enqueue(lane);
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

            _workers.Enqueue(lane);
            _workers.Start();
        }
    }

    private void Release(PartitionWork work)
    {
        work.SetIdle();
        _lingering.Remove(work.Partition.Partition);
        if (_partitions.TryGetValue(work.Partition.Partition, out var successor))
            Unhold(successor);
    }

    // The same key must not be worked on twice when a lost partition comes back while its old record still runs.
    private void Unhold(PartitionWork work)
    {
        if (!work.Entered || work.Held is not { } held || _lingering.ContainsKey(work.Partition.Partition))
            return;

        work.Held = null;
        foreach (var lane in held)
            _workers.Enqueue(lane);
    }
}
