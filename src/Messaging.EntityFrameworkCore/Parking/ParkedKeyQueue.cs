using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <inheritdoc/>
internal sealed class ParkedKeyQueue<TDbContext>(ParkingTransactions<TDbContext> transactions) : IParkedKeyQueue
    where TDbContext : DbContext
{
    public Task<ParkedClaims> ClaimAsync(string sourceSystem, string source, string group, int count, TimeSpan lease, CancellationToken cancellationToken)
    {
        var of = new OrderedKey(sourceSystem, source, group, default);
        return transactions.RunAsync((database, context) => database.ClaimAsync(context, of, count, lease, cancellationToken), cancellationToken);
    }

    public Task<bool> RenewAsync(ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => database.RenewAsync(context, claim, lease, cancellationToken), cancellationToken);

    public Task GiveBackAsync(ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => database.GiveBackAsync(context, claim, delay, cancellationToken), cancellationToken);

    public async Task<ParkedMessage?> NextAsync(ParkedClaim claim, CancellationToken cancellationToken)
    {
        var messages = await transactions.AskAsync(
            (database, context) => database.MessagesAsync(context, claim.KeyId, claim.Token, 1, cancellationToken)).ConfigureAwait(false);
        return messages.Count > 0 ? messages[0] : null;
    }

    // Whether the claim still holds does not matter here: the message has taken effect.
    public Task<bool> CompleteAsync(ParkedClaim claim, ParkedMessage message, CancellationToken cancellationToken) => transactions.RunAsync(
        async (database, context) =>
        {
            await database.LockAsync(context, claim.Key, message.MessageId, cancellationToken).ConfigureAwait(false);
            await database.RemoveMessageAsync(context, claim.KeyId, message.MessageId, effective: true, cancellationToken).ConfigureAwait(false);
            await database.UnparkAsync(context, claim.KeyId, cancellationToken).ConfigureAwait(false);
            return await database.HasMoreAsync(context, claim, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    public Task FailAsync(
        ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => database.FailAsync(context, claim, message, failure, counts, delay, cancellationToken), cancellationToken);

    public Task<bool> BuryAsync(ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool hold, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async (database, context) =>
            {
                await database.LockAsync(context, claim.Key, message.MessageId, cancellationToken).ConfigureAwait(false);
                if (await database.RemoveMessageAsync(context, claim.KeyId, message.MessageId, effective: false, cancellationToken).ConfigureAwait(false))
                {
                    await database.MarkAsync(context, claim.KeyId, message.MessageId, message.Id, cancellationToken).ConfigureAwait(false);
                    if (hold)
                    {
                        var change = new KeyChange(KeyStates.Held, null) { Reason = HoldReasons.DeadLetter, Failure = failure };
                        await database.ChangeKeyAsync(context, claim.KeyId, change, cancellationToken).ConfigureAwait(false);
                    }
                }

                await database.UnparkAsync(context, claim.KeyId, cancellationToken).ConfigureAwait(false);
                return await database.HasMoreAsync(context, claim, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
}
