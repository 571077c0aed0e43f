using System.Globalization;
using Messaging.Auditing;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <inheritdoc/>
internal sealed class ParkedKeys<TDbContext>(ParkingTransactions<TDbContext> transactions, TimeProvider time) : IParkedKeys
    where TDbContext : DbContext
{
    private const string SubjectType = "parked-key";
    private static readonly ParkedKeyFilter All = new();
    private string? _actor;

    public IParkedKeys By(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        return new ParkedKeys<TDbContext>(transactions, time) { _actor = actor };
    }

    public Task<IReadOnlyList<ParkedKey>> ListAsync(ParkedKeyFilter filter, int limit, long? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return transactions.AskAsync((database, context) => database.KeysAsync(context, filter, null, after ?? 0, limit, cancellationToken));
    }

    public Task<ParkedKey?> FindAsync(long id, CancellationToken cancellationToken) =>
        transactions.AskAsync((database, context) => FindAsync(database, context, id, cancellationToken));

    public Task<IReadOnlyList<ParkedMessage>> MessagesAsync(long id, int limit, CancellationToken cancellationToken) =>
        transactions.AskAsync((database, context) => database.MessagesAsync(context, id, null, limit, cancellationToken));

    public Task<IReadOnlyList<ParkedLoad>> LoadAsync(CancellationToken cancellationToken) =>
        transactions.AskAsync((database, context) => database.LoadAsync(context, cancellationToken));

    public Task<bool> ReleaseAsync(long id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        "release",
        async (database, context, _) =>
        {
            await database.ForgiveAsync(context, id, cancellationToken).ConfigureAwait(false);
            await database.ChangeKeyAsync(context, id, new KeyChange(KeyStates.Parked, TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
            await database.UnparkAsync(context, id, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task<bool> HoldAsync(long id, string reason, CancellationToken cancellationToken) => ChangeAsync(
        id,
        "hold",
        async (database, context, _) =>
        {
            await database.ChangeKeyAsync(context, id, new KeyChange(KeyStates.Held, null) { Reason = reason }, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task<ParkedMessage?> SkipAsync(long id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        "skip",
        async (database, context, key) =>
        {
            if (await database.MessagesAsync(context, id, null, 1, cancellationToken).ConfigureAwait(false) is not [var first])
                return null;
            await database.RemoveMessageAsync(context, id, first.MessageId, effective: false, cancellationToken).ConfigureAwait(false);
            await database.MarkAsync(context, id, first.MessageId, first.Id, cancellationToken).ConfigureAwait(false);
            // The next one has not failed yet and need not wait.
            if (key.State is not ParkedKeyState.Held)
                await database.ChangeKeyAsync(context, id, new KeyChange(KeyStates.Parked, TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
            await database.UnparkAsync(context, id, cancellationToken).ConfigureAwait(false);
            return first;
        },
        cancellationToken);

    private Task<T?> ChangeAsync<T>(
        long id, string action, Func<IParkingDatabase, DbContext, ParkedKey, Task<T?>> change, CancellationToken cancellationToken) => transactions.RunAsync(
        async (database, context) =>
        {
            if (await FindAsync(database, context, id, cancellationToken).ConfigureAwait(false) is not { } key)
                return default;
            // It may have gone while we waited for its lock.
            await database.LockAsync(context, key.Key, Guid.Empty, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(database, context, id, cancellationToken).ConfigureAwait(false) is not { } locked)
                return default;
            var changed = await change(database, context, locked).ConfigureAwait(false);
            if (_actor is not null && changed is not null)
                await AuditAsync(context, _actor, action, locked, changed as ParkedMessage, cancellationToken).ConfigureAwait(false);
            return changed;
        },
        cancellationToken);

    private Task AuditAsync(DbContext context, string actor, string action, ParkedKey key, ParkedMessage? message, CancellationToken cancellationToken) =>
        new AuditTrail<TDbContext>((TDbContext)context, time).AddAsync(
            new AuditEntry
            {
                Actor = actor,
                Action = action,
                SubjectType = SubjectType,
                SubjectId = key.Id.ToString(CultureInfo.InvariantCulture),
                Details = new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["source"] = key.Key.Source, ["group"] = key.Key.Group, ["key"] = Convert.ToBase64String(key.Key.Key.Span), ["messageId"] = message?.MessageId.ToString("D"),
                },
            },
            cancellationToken);

    private static async Task<ParkedKey?> FindAsync(IParkingDatabase database, DbContext context, long id, CancellationToken cancellationToken)
    {
        var keys = await database.KeysAsync(context, All, id, 0, 1, cancellationToken).ConfigureAwait(false);
        return keys.Count > 0 ? keys[0] : null;
    }
}
