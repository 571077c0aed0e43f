namespace Messaging.Parking;

/// <summary>
/// A delivery that keeps the order of its key. Whoever delivers adds it as a payload to the receive context; the transactional inbox then
/// takes the key's lock in the message's transaction, looks whether the message may run, and writes its verdict here.
/// </summary>
/// <param name="key">The key.</param>
public sealed class OrderedDelivery(OrderedKey key)
{
    private int _verdict;

    /// <summary>The key.</summary>
    public OrderedKey Key { get; } = key;

    /// <summary>By what the partition is ours; <see langword="null"/> where there are no partitions, and for a parked message.</summary>
    public PartitionClaim? Claim { get; init; }

    /// <summary>The position in the partition; compared with its watermark.</summary>
    public long? Position { get; init; }

    /// <summary>Set when the message comes out of the parked store: who has its key.</summary>
    public ParkedClaim? Parked { get; init; }

    /// <summary>The parked message's id; with <see cref="Parked"/>.</summary>
    public long ParkedId { get; init; }

    /// <summary>How often a consumer failed on it in this delivery; counted by the transport, which sees the retries.</summary>
    public int Attempts { get; set; }

    /// <summary>What the inbox found; the highest of all consumers of the endpoint.</summary>
    public DeliveryVerdict Verdict => (DeliveryVerdict)_verdict;

    /// <summary>Called by the inbox.</summary>
    public void Found(DeliveryVerdict verdict) => _verdict = Math.Max(_verdict, (int)verdict);
}
