using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>The SQL of parking, once per kind of database. Every method uses the context's connection and its transaction.</summary>
internal interface IParkingDatabase
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>Takes the key's lock, which the transaction holds to its end, and reads its row. <see langword="null"/>: there is none.</summary>
    Task<KeyRow?> LockAsync(DbContext context, OrderedKey key, Guid messageId, CancellationToken cancellationToken);

    /// <summary>Whether the claim is the partition's last one.</summary>
    Task<bool> HoldsAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken);

    /// <summary>How many keys of the source and group are parked or held.</summary>
    Task<int> CountKeysAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken);

    /// <summary>Writes a row for the key.</summary>
    /// <returns>Its number.</returns>
    Task<long> AddKeyAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken);

    /// <summary>Changes the key's row and takes it from whoever has claimed it.</summary>
    Task ChangeKeyAsync(DbContext context, long keyId, KeyChange change, CancellationToken cancellationToken);

    /// <summary>Adds a message to the key, at its old place if that is given, and forgets its mark.</summary>
    Task AddMessageAsync(DbContext context, long keyId, ParkedMessage message, long? place, ParkingFailure? failure, CancellationToken cancellationToken);

    /// <summary>Removes a message from the key; closes the dead letter whose replay it was, if it has taken effect.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveMessageAsync(DbContext context, long keyId, Guid messageId, bool effective, CancellationToken cancellationToken);

    /// <summary>Remembers a message as given up, at the place it had, or at the next one.</summary>
    Task MarkAsync(DbContext context, long keyId, Guid messageId, long? place, CancellationToken cancellationToken);

    /// <summary>A parked key without messages isn't parked any more: removes its row, or opens it when it remembers something.</summary>
    Task UnparkAsync(DbContext context, long keyId, CancellationToken cancellationToken);

    /// <summary>Claims due keys.</summary>
    Task<ParkedClaims> ClaimAsync(DbContext context, OrderedKey source, int count, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives a claim back; the key is due after the delay at the earliest.</summary>
    Task GiveBackAsync(DbContext context, ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Keeps a claim. False when it was lost.</summary>
    Task<bool> RenewAsync(DbContext context, ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Whether the claim holds and the key has messages.</summary>
    Task<bool> HasMoreAsync(DbContext context, ParkedClaim claim, CancellationToken cancellationToken);

    /// <summary>Records a failure of a message; the key is given back. Nothing when the claim was lost.</summary>
    Task FailAsync(DbContext context, ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>The first messages of a key; of a claim that was lost none.</summary>
    Task<IReadOnlyList<ParkedMessage>> MessagesAsync(DbContext context, long keyId, Guid? claim, int limit, CancellationToken cancellationToken);

    /// <summary>Keys that are not open, by their numbers.</summary>
    Task<IReadOnlyList<ParkedKey>> KeysAsync(DbContext context, ParkedKeyFilter filter, long? id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts what is parked by source and group.</summary>
    Task<IReadOnlyList<ParkedLoad>> LoadAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>The key's first message has all its redeliveries again.</summary>
    Task ForgiveAsync(DbContext context, long keyId, CancellationToken cancellationToken);

    /// <summary>Removes what open keys have remembered for longer than this.</summary>
    Task ForgetAsync(DbContext context, TimeSpan age, CancellationToken cancellationToken);

    /// <summary>Raises the partition's epoch.</summary>
    Task<PartitionClaim> ClaimPartitionAsync(DbContext context, PartitionAddress partition, CancellationToken cancellationToken);

    /// <summary>Raises watermarks of claims that hold; says which do.</summary>
    Task<IReadOnlyList<bool>> AdvanceAsync(DbContext context, IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken);
}
