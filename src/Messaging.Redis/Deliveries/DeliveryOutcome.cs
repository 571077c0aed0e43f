namespace Messaging.Redis;

/// <summary>What became of a message that was handed to the pipeline.</summary>
/// <param name="Kind">Whether it is finished.</param>
/// <param name="Delay">After how long it is tried again.</param>
internal readonly record struct DeliveryOutcome(DeliveryOutcomeKind Kind, TimeSpan Delay)
{
    /// <summary>Its effect is committed; it may be acknowledged.</summary>
    public static DeliveryOutcome Finished { get; } = new(DeliveryOutcomeKind.Finished, TimeSpan.Zero);

    /// <summary>It is a dead letter, and acknowledged by that.</summary>
    public static DeliveryOutcome Buried { get; } = new(DeliveryOutcomeKind.Buried, TimeSpan.Zero);

    /// <summary>It is somebody else's, or the endpoint stops.</summary>
    public static DeliveryOutcome Abandoned { get; } = new(DeliveryOutcomeKind.Abandoned, TimeSpan.Zero);

    /// <summary>It must be tried again before any later message of its key.</summary>
    public static DeliveryOutcome Again(TimeSpan delay) => new(DeliveryOutcomeKind.Again, delay);
}
