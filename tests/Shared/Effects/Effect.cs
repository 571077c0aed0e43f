namespace Messaging.Testing.Effects;

/// <summary>The effect of one message. Among those of one key the ids have the order in which they took effect.</summary>
public sealed class Effect
{
    public long Id { get; set; }

    public required string Key { get; set; }

    /// <summary>Where the message stands within its key.</summary>
    public required int Number { get; set; }
}
