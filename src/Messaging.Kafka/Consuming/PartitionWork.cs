using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>One assignment of one partition to this member, from assigned to revoked or lost. Guarded by the scheduler's lock.</summary>
#pragma warning disable CA1001 // The source has neither timer nor wait handle to release, and late work may still look at its token.
internal sealed class PartitionWork(TopicPartition partition)
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TopicPartition Partition { get; } = partition;

    public OffsetTracker Offsets { get; set; } = new();

    public Dictionary<string, Lane> Lanes { get; } = new(StringComparer.Ordinal);

    public Lane? Keyless { get; set; }

    /// <summary>Lanes that wait because an earlier assignment of the same partition still has a record in work.</summary>
    public List<Lane>? Held { get; set; }

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

    public void SetIdle() => _idle.TrySetResult();

    public Task AbandonAsync() => _abandoned.CancelAsync();
}
