using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <inheritdoc/>
internal sealed class ParkingStore<TDbContext>(ParkingTransactions<TDbContext> transactions) : IParkingStore
    where TDbContext : DbContext
{
    public Task<ParkingResult> ParkAsync(ParkingRequest request, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => AddAsync(database, context, request, parks: true, cancellationToken), cancellationToken);

    public Task<ParkingResult> AppendAsync(ParkingRequest request, CancellationToken cancellationToken) =>
        transactions.RunAsync((database, context) => AddAsync(database, context, request, parks: false, cancellationToken), cancellationToken);

    public Task<ParkingResult> HoldAsync(ParkingRequest request, CancellationToken cancellationToken) => transactions.RunAsync(
        async (database, context) =>
        {
            var (key, message) = (request.Key, request.Message);
            var row = await database.LockAsync(context, key, message.MessageId, cancellationToken).ConfigureAwait(false);
            if (await IsFencedAsync(database, context, request, cancellationToken).ConfigureAwait(false))
                return ParkingResult.Fenced;
            if (row is null or { IsOpen: true } && await database.CountKeysAsync(context, key, cancellationToken).ConfigureAwait(false) >= request.Limits.Keys)
                return ParkingResult.TooManyKeys;
            var id = row?.Id ?? await database.AddKeyAsync(context, key, cancellationToken).ConfigureAwait(false);
            if (row is not { Mark: not null })
                await database.MarkAsync(context, id, message.MessageId, null, cancellationToken).ConfigureAwait(false);
            var change = new KeyChange(KeyStates.Held, TimeSpan.Zero) { Reason = HoldReasons.DeadLetter, Failure = request.Failure, Anew = row is null or { IsOpen: true } };
            await database.ChangeKeyAsync(context, id, change, cancellationToken).ConfigureAwait(false);
            return ParkingResult.Parked;
        },
        cancellationToken);

    public Task<bool> ReplayAsync(OrderedKey key, ParkedMessage message, CancellationToken cancellationToken) => transactions.RunAsync(
        async (database, context) =>
        {
            var row = await database.LockAsync(context, key, message.MessageId, cancellationToken).ConfigureAwait(false);
            if (row is { Waits: true })
                return false;
            var id = row?.Id ?? await database.AddKeyAsync(context, key, cancellationToken).ConfigureAwait(false);
            await database.AddMessageAsync(context, id, message, row?.Mark, null, cancellationToken).ConfigureAwait(false);
            var change = new KeyChange(KeyStates.Parked, TimeSpan.Zero) { Anew = row is null or { IsOpen: true } };
            await database.ChangeKeyAsync(context, id, change, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static async Task<ParkingResult> AddAsync(
        IParkingDatabase database, DbContext context, ParkingRequest request, bool parks, CancellationToken cancellationToken)
    {
        var row = await database.LockAsync(context, request.Key, request.Message.MessageId, cancellationToken).ConfigureAwait(false);
        if (await IsFencedAsync(database, context, request, cancellationToken).ConfigureAwait(false))
            return ParkingResult.Fenced;
        if (row is { Waits: true } or { Mark: not null })
            return ParkingResult.Parked;

        var id = row?.Id ?? 0;
        if (row is null or { IsOpen: true })
        {
            if (!parks)
                return ParkingResult.NotParked;
            if (await database.CountKeysAsync(context, request.Key, cancellationToken).ConfigureAwait(false) >= request.Limits.Keys)
                return ParkingResult.TooManyKeys;
            if (row is null)
                id = await database.AddKeyAsync(context, request.Key, cancellationToken).ConfigureAwait(false);
            var change = new KeyChange(KeyStates.Parked, request.Delay) { Failure = request.Failure, Anew = true };
            await database.ChangeKeyAsync(context, id, change, cancellationToken).ConfigureAwait(false);
        }
        else if (row.Messages >= request.Limits.MessagesPerKey)
        {
            return ParkingResult.TooManyMessages;
        }
        else if (row.Age > request.Limits.Age)
        {
            return ParkingResult.TooOld;
        }

        await database.AddMessageAsync(context, id, request.Message, null, request.Failure, cancellationToken).ConfigureAwait(false);
        return ParkingResult.Parked;
    }

    private static async Task<bool> IsFencedAsync(IParkingDatabase database, DbContext context, ParkingRequest request, CancellationToken cancellationToken) =>
        request.Claim is { } claim && !await database.HoldsAsync(context, claim, cancellationToken).ConfigureAwait(false);
}
