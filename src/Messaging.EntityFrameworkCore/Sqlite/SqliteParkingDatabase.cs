using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteParkingDatabase(SqliteMessagingDatabase inbox, TimeProvider time) : IParkingDatabase, IGuardedInbox
{
    private DateTimeOffset Now => time.GetUtcNow();

    public bool Serves(DbContext context) => context.Database.IsSqlite();

    public Task<(DeliveryVerdict Verdict, InboxResult Inbox)> EnterAsync(
        DbContext context, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, CancellationToken cancellationToken) =>
        SqlitePartitions.EnterAsync(context, inbox, entries, delivery, Now, cancellationToken);

    public Task<KeyRow?> LockAsync(DbContext context, OrderedKey key, Guid messageId, CancellationToken cancellationToken) =>
        SqliteParking.LockAsync(context, key, messageId, Now, cancellationToken);

    public Task<bool> HoldsAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken) =>
        SqlitePartitions.HoldsAsync(context, claim, cancellationToken);

    public Task<int> CountKeysAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        SqliteParking.CountKeysAsync(context, key, cancellationToken);

    public Task<long> AddKeyAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        SqliteParking.AddKeyAsync(context, key, Now, cancellationToken);

    public Task ChangeKeyAsync(DbContext context, long keyId, KeyChange change, CancellationToken cancellationToken) =>
        SqliteParking.ChangeKeyAsync(context, keyId, change, Now, cancellationToken);

    public Task AddMessageAsync(
        DbContext context, long keyId, ParkedMessage message, long? place, ParkingFailure? failure, CancellationToken cancellationToken) =>
        SqliteParking.AddMessageAsync(context, keyId, message, place, failure, Now, cancellationToken);

    public Task<bool> RemoveMessageAsync(DbContext context, long keyId, Guid messageId, bool effective, CancellationToken cancellationToken) =>
        SqliteParking.RemoveMessageAsync(context, keyId, messageId, effective, Now, cancellationToken);

    public Task MarkAsync(DbContext context, long keyId, Guid messageId, long? place, CancellationToken cancellationToken) =>
        SqliteParking.MarkAsync(context, keyId, messageId, place, Now, cancellationToken);

    public Task UnparkAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        SqliteParking.UnparkAsync(context, keyId, Now, cancellationToken);

    public Task<ParkedClaims> ClaimAsync(DbContext context, OrderedKey source, int count, TimeSpan lease, CancellationToken cancellationToken) =>
        SqliteParkedKeys.ClaimAsync(context, source, count, lease, Now, cancellationToken);

    public Task<bool> RenewAsync(DbContext context, ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        SqliteParkedKeys.RenewAsync(context, claim, lease, Now, cancellationToken);

    public Task GiveBackAsync(DbContext context, ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken) =>
        SqliteParkedKeys.GiveBackAsync(context, claim, Now + delay, cancellationToken);

    public Task<bool> HasMoreAsync(DbContext context, ParkedClaim claim, CancellationToken cancellationToken) =>
        SqliteParkedKeys.HasMoreAsync(context, claim, cancellationToken);

    public Task FailAsync(
        DbContext context, ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken) =>
        SqliteParkedKeys.FailAsync(context, claim, message, failure, counts, delay, Now, cancellationToken);

    public Task<IReadOnlyList<ParkedMessage>> MessagesAsync(DbContext context, long keyId, Guid? claim, int limit, CancellationToken cancellationToken) =>
        SqliteParkedKeys.MessagesAsync(context, keyId, claim, limit, cancellationToken);

    public Task<IReadOnlyList<ParkedKey>> KeysAsync(
        DbContext context, ParkedKeyFilter filter, long? id, long after, int limit, CancellationToken cancellationToken) =>
        SqliteParkedKeys.KeysAsync(context, filter, id, after, limit, Now, cancellationToken);

    public Task<IReadOnlyList<ParkedLoad>> LoadAsync(DbContext context, CancellationToken cancellationToken) =>
        SqliteParkedKeys.LoadAsync(context, Now, cancellationToken);

    public Task ForgiveAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        SqliteParkedKeys.ForgiveAsync(context, keyId, cancellationToken);

    public Task ForgetAsync(DbContext context, TimeSpan age, CancellationToken cancellationToken) =>
        SqliteParkedKeys.ForgetAsync(context, Now - age, cancellationToken);

    public Task<PartitionClaim> ClaimPartitionAsync(DbContext context, PartitionAddress partition, CancellationToken cancellationToken) =>
        SqlitePartitions.ClaimAsync(context, partition, Now, cancellationToken);

    public Task<IReadOnlyList<bool>> AdvanceAsync(
        DbContext context, IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken) =>
        SqlitePartitions.AdvanceAsync(context, positions, Now, cancellationToken);
}
