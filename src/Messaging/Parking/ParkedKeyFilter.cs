namespace Messaging.Parking;

/// <summary>Which parked keys to list; what is <see langword="null"/> does not matter.</summary>
public sealed record ParkedKeyFilter
{
    /// <summary>The kind of source.</summary>
    public string? SourceSystem { get; init; }

    /// <summary>The topic, queue or stream.</summary>
    public string? Source { get; init; }

    /// <summary>The consumer group.</summary>
    public string? Group { get; init; }

    /// <summary>What the key waits for; keys that are being run count as parked here.</summary>
    public ParkedKeyState? State { get; init; }

    /// <summary>The key's bytes.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }
}
