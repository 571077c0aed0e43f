namespace Messaging.Redis;

/// <summary>The messages of one key, in the order in which they came; or one message without a key. Guarded by the scheduler's lock.</summary>
internal sealed class Lane(string? key)
{
    public string? Key { get; } = key;

    /// <summary>The first is in work, blocked or next.</summary>
    public Queue<Delivery> Deliveries { get; } = new();

    /// <summary>Whether the lane is in work, blocked, or waits for a free slot. At most one of them: that keeps the key's order.</summary>
    public bool Active { get; set; }

    /// <summary>Set while the first message waits to be tried again.</summary>
    public ITimer? Delay { get; set; }
}
