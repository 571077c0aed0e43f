namespace Messaging.Parking;

/// <summary>
/// Who consumes a partition, and how far it is finished, in the database of the effects. It fences a member that was frozen while its
/// partitions went to another, and it outlives both the group's offsets and the inbox. A singleton; each call is a transaction of its own.
/// </summary>
public interface IPartitionClaims
{
    /// <summary>Claims a partition: from now on no record that another member has taken of it takes effect.</summary>
    Task<PartitionClaim> ClaimAsync(PartitionAddress partition, CancellationToken cancellationToken);

    /// <summary>Records that all positions below the given ones are finished. It never goes back.</summary>
    /// <param name="positions">For each claim the first position that is not finished.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether each claim still holds, in their order; one that doesn't has changed nothing.</returns>
    Task<IReadOnlyList<bool>> AdvanceAsync(IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken);
}
