using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>A record that was taken and is not finished.</summary>
internal sealed class ConsumedRecord(ConsumeResult<byte[]?, byte[]?> result)
{
    public ConsumeResult<byte[]?, byte[]?> Result { get; } = result;

    public long Offset => Result.Offset.Value;

    /// <summary>Where the record is counted; set when it is taken.</summary>
    public OffsetTracker? Tracker { get; set; }

    /// <summary>What the record costs in the buffer, roughly.</summary>
    public long Size { get; } =
        (result.Message.Value?.Length ?? 0) + (result.Message.Key?.Length ?? 0) + (result.Message.Headers?.Count ?? 0) * 64L + 256;

    /// <summary>How often a consumer has failed on it, retries in process included; failures of the infrastructure are not counted.</summary>
    public int Attempts { get; set; }

    /// <summary>How often in a row it was put back; decides the next delay.</summary>
    public int Blocks { get; set; }

    /// <summary>Set when it shall become a dead letter but the dead-letter topic did not take it yet; the consumer isn't run again.</summary>
    public Exception? DeadBecause { get; set; }
}
