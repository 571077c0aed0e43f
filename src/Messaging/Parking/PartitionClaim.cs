namespace Messaging.Parking;

/// <summary>That a member of a group consumes a partition, until another one claims it.</summary>
/// <param name="Address">The partition.</param>
/// <param name="Epoch">Its number; only the highest one's records take effect.</param>
/// <param name="Watermark">All positions below it were finished, by whomever, when it was claimed.</param>
public sealed record PartitionClaim(PartitionAddress Address, long Epoch, long Watermark);
