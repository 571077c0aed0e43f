using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <inheritdoc/>
internal sealed class PostgresParkingDatabase : IParkingDatabase, IGuardedInbox
{
    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public Task<(DeliveryVerdict Verdict, InboxResult Inbox)> EnterAsync(
        DbContext context, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, CancellationToken cancellationToken) =>
        PostgresGuard.EnterAsync(context, entries, delivery, cancellationToken);

    public Task<KeyRow?> LockAsync(DbContext context, OrderedKey key, Guid messageId, CancellationToken cancellationToken) =>
        PostgresParking.LockAsync(context, key, messageId, cancellationToken);

    public Task<bool> HoldsAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken) =>
        PostgresPartitions.HoldsAsync(context, claim, cancellationToken);

    public Task<int> CountKeysAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        PostgresParking.CountKeysAsync(context, key, cancellationToken);

    public Task<long> AddKeyAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        PostgresParking.AddKeyAsync(context, key, cancellationToken);

    public Task ChangeKeyAsync(DbContext context, long keyId, KeyChange change, CancellationToken cancellationToken) =>
        PostgresParking.ChangeKeyAsync(context, keyId, change, cancellationToken);

    public Task AddMessageAsync(
        DbContext context, long keyId, ParkedMessage message, long? place, ParkingFailure? failure, CancellationToken cancellationToken) =>
        PostgresParking.AddMessageAsync(context, keyId, message, place, failure, cancellationToken);

    public Task<bool> RemoveMessageAsync(DbContext context, long keyId, Guid messageId, bool effective, CancellationToken cancellationToken) =>
        PostgresParking.RemoveMessageAsync(context, keyId, messageId, effective, cancellationToken);

    public Task MarkAsync(DbContext context, long keyId, Guid messageId, long? place, CancellationToken cancellationToken) =>
        PostgresParking.MarkAsync(context, keyId, messageId, place, cancellationToken);

    public Task UnparkAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        PostgresParking.UnparkAsync(context, keyId, cancellationToken);

    public Task<ParkedClaims> ClaimAsync(DbContext context, OrderedKey source, int count, TimeSpan lease, CancellationToken cancellationToken) =>
        PostgresParkedKeys.ClaimAsync(context, source, count, lease, cancellationToken);

    public Task<bool> RenewAsync(DbContext context, ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        PostgresParkedKeys.RenewAsync(context, claim, lease, cancellationToken);

    public Task GiveBackAsync(DbContext context, ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken) =>
        PostgresParkedKeys.GiveBackAsync(context, claim, delay, cancellationToken);

    public Task<bool> HasMoreAsync(DbContext context, ParkedClaim claim, CancellationToken cancellationToken) =>
        PostgresParkedKeys.HasMoreAsync(context, claim, cancellationToken);

    public Task FailAsync(
        DbContext context, ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken) =>
        PostgresParkedKeys.FailAsync(context, claim, message, failure, counts, delay, cancellationToken);

    public Task<IReadOnlyList<ParkedMessage>> MessagesAsync(DbContext context, long keyId, Guid? claim, int limit, CancellationToken cancellationToken) =>
        PostgresParkedKeys.MessagesAsync(context, keyId, claim, limit, cancellationToken);

    public Task<IReadOnlyList<ParkedKey>> KeysAsync(
        DbContext context, ParkedKeyFilter filter, long? id, long after, int limit, CancellationToken cancellationToken) =>
        PostgresParkedKeys.KeysAsync(context, filter, id, after, limit, cancellationToken);

    public Task<IReadOnlyList<ParkedLoad>> LoadAsync(DbContext context, CancellationToken cancellationToken) =>
        PostgresParkedKeys.LoadAsync(context, cancellationToken);

    public Task ForgiveAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        PostgresParkedKeys.ForgiveAsync(context, keyId, cancellationToken);

    public Task ForgetAsync(DbContext context, TimeSpan age, CancellationToken cancellationToken) =>
        PostgresParkedKeys.ForgetAsync(context, age, cancellationToken);

    public Task<PartitionClaim> ClaimPartitionAsync(DbContext context, PartitionAddress partition, CancellationToken cancellationToken) =>
        PostgresPartitions.ClaimAsync(context, partition, cancellationToken);

    public Task<IReadOnlyList<bool>> AdvanceAsync(
        DbContext context, IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken) =>
        PostgresPartitions.AdvanceAsync(context, positions, cancellationToken);
}
