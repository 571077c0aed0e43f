using Confluent.Kafka;
using Messaging.Inbox;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>A record that was taken and is not finished.</summary>
internal sealed class ConsumedRecord(ConsumeResult<byte[]?, byte[]?> result)
{
    private int _attempts;
    private DateTimeOffset? _firstFailedAt;

    public ConsumeResult<byte[]?, byte[]?> Result { get; } = result;

    public long Offset => Result.Offset.Value;

    /// <summary>Where the record is counted; set when it is taken.</summary>
    public OffsetTracker? Tracker { get; set; }

    /// <summary>What the record costs in the buffer, roughly.</summary>
    public long Size { get; } =
        (result.Message.Value?.Length ?? 0) + (result.Message.Key?.Length ?? 0) + (result.Message.Headers?.Count ?? 0) * 64L + 256;

    /// <summary>The one behind it in its lane.</summary>
    public ConsumedRecord? Next { get; set; }

    /// <summary>The assignment it was taken in; set when it is taken.</summary>
    public PartitionWork? Work { get; set; }

    /// <summary>By what its partition was ours when it was handed out last.</summary>
    public PartitionClaim? Claim { get; set; }

    /// <summary>By what the inbox knows it; set when it is tried first.</summary>
    public MessageIdentity? Identity { get; set; }

    /// <summary>The dead letter whose replay it is.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>How often a consumer has failed on it, retries in process included; failures of the infrastructure are not counted.</summary>
    public int Attempts { get => _attempts; init => _attempts = value; }

    /// <summary>When a consumer first failed on it; <see langword="null"/>: none has, as far as is known here.</summary>
    public DateTimeOffset? FirstFailedAt { get => _firstFailedAt; init => _firstFailedAt = value; }

    /// <summary>When one failed for the last time.</summary>
    public DateTimeOffset? LastFailedAt { get; private set; }

    /// <summary>How often in a row it was put back; decides the next delay.</summary>
    public int Blocks { get; set; }

    /// <summary>Set when it shall become a dead letter but that is not done yet; the consumer isn't run again.</summary>
    public Exception? DeadBecause { get; set; }

    /// <summary>Whether the dead-letter topic has taken it.</summary>
    public bool Buried { get; set; }

    /// <summary>Set when its key shall be parked but that is not done yet; the consumer isn't run again.</summary>
    public Exception? ParkBecause { get; set; }

    /// <summary>The limit of the parked store for which it waits.</summary>
    public ParkingResult? Full { get; set; }

    /// <summary>Whether its partition counts it as one that waits for room.</summary>
    public bool CountedFull { get; set; }

    public void Failed(int attempts, DateTimeOffset at)
    {
        _attempts += attempts;
        _firstFailedAt ??= at;
        LastFailedAt = at;
    }
}
