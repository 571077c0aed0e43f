namespace Messaging.Parking;

/// <summary>What the inbox found when it looked at a key in a message's transaction. Ordered: of several consumers' verdicts the highest counts.</summary>
public enum DeliveryVerdict
{
    /// <summary>Nobody looked: the endpoint has no transactional inbox.</summary>
    Unchecked,

    /// <summary>The consumer may run; or did before, as the inbox knows.</summary>
    Run,

    /// <summary>It is below the partition's watermark, or was given up before: its place in the order has passed. The consumer didn't run.</summary>
    Finished,

    /// <summary>Its key is parked: it belongs behind the others there. The consumer didn't run.</summary>
    Parked,

    /// <summary>The parked message is not this process's to run: it was skipped, or another process has its key. The consumer didn't run.</summary>
    Gone,

    /// <summary>Another member has claimed the partition. The consumer didn't run.</summary>
    Fenced,
}
