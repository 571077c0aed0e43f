using Confluent.Kafka;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>One assignment of one partition to this member, from assigned to revoked or lost. Guarded by the scheduler's lock.</summary>
#pragma warning disable CA1001 // The source has neither timer nor wait handle to release, and late work may still look at its token.
internal sealed class PartitionWork(TopicPartition partition)
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TopicPartition Partition { get; } = partition;

    public OffsetTracker Offsets { get; set; } = new();

    public Dictionary<byte[], Lane> Lanes { get; } = new(KeyBytes.Comparer);

    public Lane? Keyless { get; set; }

    /// <summary>
    /// Lanes that wait until this member has proved that the partition is its own, and until an earlier assignment of it has no record in
    /// work any more.
    /// </summary>
    public List<Lane>? Held { get; set; } = [];

    /// <summary>Whether the member has proved that the partition is its own.</summary>
    public bool Entered { get; set; }

    /// <summary>Whether it is about to.</summary>
    public bool Entering { get; set; }

    /// <summary>By what it is its own in the database, where the endpoint has one.</summary>
    public PartitionClaim? Claim { get; set; }

    /// <summary>Records that wait for room in the parked store.</summary>
    public int Full { get; set; }

    /// <summary>Why, of one of them.</summary>
    public ParkingResult? FullBecause { get; set; }

    public int Records { get; set; }

    public long Bytes { get; set; }

    public int InFlight { get; set; }

    public int Blocked { get; set; }

    /// <summary>When a record was finished last, or the partition was assigned.</summary>
    public DateTimeOffset LastProgress { get; set; }

    /// <summary>True at first: the client may remember a pause from an earlier assignment, and the first look at the buffer lifts it.</summary>
    public bool Paused { get; set; } = true;

    /// <summary>No longer ours: nothing more is started.</summary>
    public bool Dropped { get; set; }

    /// <summary>Nothing of it may be committed any more: it may belong to another member.</summary>
    public bool Forgotten { get; set; }

    /// <summary>The highest offset that the group's coordinator has taken from this assignment.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Cancelled when what is in work is given up.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Completes when the partition was dropped and nothing of it is in work.</summary>
    public Task Idle => _idle.Task;

    /// <summary>What may be committed and isn't.</summary>
    public TopicPartitionOffset? ToCommit =>
        !Forgotten && Offsets.Committable is { } offset && offset > Committed ? new TopicPartitionOffset(Partition, offset) : null;

    /// <summary>A record was tried: whether it waits for room in the parked store may have changed.</summary>
    public void CountFull(ConsumedRecord record)
    {
        var full = record.Full is not null;
        if (record.CountedFull != full)
            Full += full ? 1 : -1;

        record.CountedFull = full;
        FullBecause = record.Full ?? (Full == 0 ? null : FullBecause);
    }

    public IEnumerable<Lane> AllLanes() => Keyless is null ? Lanes.Values : Lanes.Values.Append(Keyless);

    /// <summary>Counts a record, and puts it behind the others of its key.</summary>
    public Lane Take(ConsumedRecord record)
    {
        Offsets.Begin(record.Offset);
        record.Tracker = Offsets;
        record.Work = this;
        Records++;
        Bytes += record.Size;
        var lane = LaneOf(record.Result.Message.Key);
        lane.Append(record);
        return lane;
    }

    /// <summary>A record is counted no more.</summary>
    public void Finished(ConsumedRecord record, DateTimeOffset now)
    {
        Records--;
        Bytes -= record.Size;
        Blocked -= record.Blocks > 0 ? 1 : 0;
        LastProgress = now;
    }

    /// <summary>Nothing of it is worked on until the member has proved again that it is its own.</summary>
    public void Fence()
    {
        Entered = false;
        Held ??= [];
    }

    public void SetIdle() => _idle.TrySetResult();

    public Task AbandonAsync() => _abandoned.CancelAsync();

    private Lane LaneOf(byte[]? key)
    {
        if (key is null)
            return Keyless ??= new Lane(this, null);

        if (!Lanes.TryGetValue(key, out var lane))
            Lanes.Add(key, lane = new Lane(this, key));

        return lane;
    }
}
