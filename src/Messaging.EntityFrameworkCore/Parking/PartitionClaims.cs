using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <inheritdoc/>
internal sealed class PartitionClaims<TDbContext>(ParkingTransactions<TDbContext> transactions) : IPartitionClaims
    where TDbContext : DbContext
{
    public Task<PartitionClaim> ClaimAsync(PartitionAddress partition, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => database.ClaimPartitionAsync(context, partition, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<bool>> AdvanceAsync(
        IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => database.AdvanceAsync(context, positions, cancellationToken), cancellationToken);
}
