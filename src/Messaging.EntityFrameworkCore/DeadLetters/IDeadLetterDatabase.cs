using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>The SQL by which dead letters are added, once per kind of database.</summary>
internal interface IDeadLetterDatabase
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>Adds those that are not there yet, in one transaction of its own.</summary>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(DbContext context, IReadOnlyList<StorableDeadLetter> letters, CancellationToken cancellationToken);
}
