using System.Text;
using Confluent.Kafka;

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

            // The same key must not be worked on twice when a lost partition comes back while its old record still runs.
            var held = _lingering.ContainsKey(partition) ? new List<Lane>() : null;
            _partitions.Add(partition, new PartitionWork(partition) { Held = held, LastProgress = time.GetUtcNow() });
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
            work.Records++;
            work.Bytes += record.Size;

            var lane = LaneOf(work, record.Result.Message.Key);
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
            foreach (var lane in AllLanes(work))
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
        {
            var works = _partitions.Values;
            return new SchedulerLoad(
                [.. works.Select(PartitionLoad.Of)], works.Sum(w => w.Records), _running, works.Sum(w => w.Blocked),
                works.Count(w => w.Paused));
        }
    }

    /// <summary>Which partitions hold more than their share of the bounds, and which have room again.</summary>
    public BufferBalance Balance(int records, long bytes)
    {
        lock (_gate)
        {
            List<TopicPartition>? pause = null, resume = null;
            var share = Math.Max(1, _partitions.Count);
            foreach (var work in _partitions.Values)
            {
                var full = work.Records >= Math.Max(1, records / share) || work.Bytes >= bytes / share;
                var roomy = work.Records <= records / share / 2 && work.Bytes <= bytes / share / 2;
                if (full && !work.Paused)
                    (pause ??= []).Add(work.Partition);
                else if (roomy && work.Paused)
                    (resume ??= []).Add(work.Partition);
                else
                    continue;

                work.Paused = !work.Paused;
            }

            return new BufferBalance(pause, resume, _partitions.Values.Any(w => w.Paused));
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
        {
            return
            [
                .. works.Where(w => w.Offsets.Committable > w.Committed && !w.Forgotten)
                    .Select(w => new TopicPartitionOffset(w.Partition, w.Offsets.Committable!.Value)),
            ];
        }
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

    private static IEnumerable<Lane> AllLanes(PartitionWork work) => work.Keyless is null ? work.Lanes.Values : work.Lanes.Values.Append(work.Keyless);

    private static Lane LaneOf(PartitionWork work, byte[]? key)
    {
        if (key is null)
            return work.Keyless ??= new Lane(work, null);

        var text = Encoding.Latin1.GetString(key);
        if (!work.Lanes.TryGetValue(text, out var lane))
            work.Lanes.Add(text, lane = new Lane(work, text));

        return lane;
    }

    private void Activate(Lane lane)
    {
        lane.Active = true;
        if (lane.Partition.Held is { } held)
        {
            held.Add(lane);
            return;
        }

        _ready.Enqueue(lane);
        Pump();
    }

    private void Pump()
    {
        while (_running < concurrency && _ready.TryDequeue(out var lane))
        {
            if (lane.Partition.Dropped)
                continue;

            _running++;
            lane.Partition.InFlight++;
            var record = lane.Records.Peek();
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
        if (!_partitions.TryGetValue(work.Partition, out var successor) || successor.Held is not { } held)
            return;

        successor.Held = null;
        foreach (var lane in held)
            _ready.Enqueue(lane);
    }
}
