using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence;

namespace Orders.Service.Http.Idempotency;

/// <summary>Does a request's work in one transaction, and with a key at most once: the answer is stored in that same transaction.</summary>
internal sealed class IdempotentRequests(OrdersDbContext context, KeysInWork keysInWork, TimeProvider time)
{
    /// <summary>How long an answer is kept; after that the key is as good as new.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>
    /// Runs <paramref name="work"/> and commits, unless <paramref name="key"/> is known. An exception of the work leaves nothing behind. Where a
    /// transaction is open, as in a consumer, it takes part in that and leaves the commit to it.
    /// </summary>
    public async Task<IdempotentOutcome> RunAsync(
        IdempotencyKey? key,
        ReadOnlyMemory<byte> body,
        Func<CancellationToken, Task<StoredAnswer>> work,
        CancellationToken cancellationToken)
    {
        // Claimed before the transaction begins: SQLite lets one writer in at a time, and a repetition would wait instead of being told.
        using var claim = key is null ? null : keysInWork.TryClaim(key);
        if (key is not null && claim is null)
            return new IdempotentOutcome.InWork();

        // Nothing is saved twice here, so a savepoint would only be two more round trips.
        context.Database.AutoSavepointsEnabled = false;
        await using var transaction = context.Database.CurrentTransaction is null ? await context.Database.BeginTransactionAsync(cancellationToken) : null;
        IdempotencyKeyEntry? entry = null;
        if (key is not null)
        {
            if (!await TryLockAsync(key, cancellationToken))
                return new IdempotentOutcome.InWork();
            entry = await context.Set<IdempotencyKeyEntry>().FindAsync([key.Scope, key.Value], cancellationToken);
            if (entry is not null && entry.CreatedAt + Kept > time.GetUtcNow())
                return Repeated(entry, body.Span);
        }

        var answer = await work(cancellationToken);
        if (key is not null)
            Keep(key, entry, body.Span, answer);
        await context.SaveChangesAsync(cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        return new IdempotentOutcome.Answered(answer, Replayed: false);
    }

    private async Task<bool> TryLockAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        if (!context.Database.IsNpgsql())
            return true;
        var locked = await context.Database
            .SqlQuery<bool>($"""SELECT pg_try_advisory_xact_lock({key.LockNumber}) AS "Value" """)
            .ToListAsync(cancellationToken);
        return locked is [true];
    }

    private static IdempotentOutcome Repeated(IdempotencyKeyEntry entry, ReadOnlySpan<byte> body) =>
        entry.RequestHash.AsSpan().SequenceEqual(SHA256.HashData(body))
            ? new IdempotentOutcome.Answered(new StoredAnswer(entry.StatusCode, entry.Location, entry.ResponseBody), Replayed: true)
            : new IdempotentOutcome.OtherRequest();

    private void Keep(IdempotencyKey key, IdempotencyKeyEntry? expired, ReadOnlySpan<byte> body, StoredAnswer answer)
    {
        var fresh = new IdempotencyKeyEntry
        {
            Scope = key.Scope,
            Key = key.Value,
            RequestHash = SHA256.HashData(body),
            StatusCode = answer.StatusCode,
            Location = answer.Location,
            ResponseBody = answer.Body,
            CreatedAt = time.GetUtcNow(),
        };
        if (expired is null)
            context.Add(fresh);
        else
            context.Entry(expired).CurrentValues.SetValues(fresh);
    }
}
