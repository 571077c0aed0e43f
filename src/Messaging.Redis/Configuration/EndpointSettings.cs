namespace Messaging.Redis;

/// <summary>What one endpoint was configured with.</summary>
/// <param name="source">The stream or list.</param>
/// <param name="group">The consumer group; <see langword="null"/> for a list.</param>
internal sealed class EndpointSettings(string source, string? group)
{
    public string Source { get; } = source;

    public string? Group { get; } = group;

    public string Name => Group is null ? Source : $"{Source}/{Group}";

    public string DeadStream => DeadLetterKeys.Of(Source);

    public int BufferedMessages { get; set; } = 512;

    public long BufferedBytes { get; set; } = 16 * 1024 * 1024;

    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan? HandlerDeadline { get; set; }

    public TimeSpan MaxPollDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    public int DeliveryLimit { get; set; } = 10;

    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public string? ValueField { get; set; }

    public HashSet<string> JsonMembers { get; } = new(StringComparer.Ordinal);

    public RedisStreamTrimming? Trimming { get; set; }

    /// <summary>The name under which this process is known to its group: a new one each time, so that nobody inherits another's messages unseen.</summary>
    public string Consumer { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    public TimeSpan RenewEvery => TakeOverAfter / 3;
}
