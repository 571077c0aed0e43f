using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>Keeps dead letters in the database of <typeparamref name="TDbContext"/>.</summary>
internal sealed partial class DeadLetterStore<TDbContext>(
    IServiceScopeFactory scopes, IEnumerable<IDeadLetterDatabase> databases, TimeProvider time, ILogger<DeadLetterStore<TDbContext>> logger)
    : IDeadLetterStore
    where TDbContext : DbContext
{
    public async Task<int> AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letters);
        if (letters.Count == 0)
            return 0;
        using var untraced = Untraced.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var storable = letters.Select(letter => StorableDeadLetter.Of(letter, time.GetUtcNow())).ToList();
        var added = await databases.First(database => database.Serves(context)).AddAsync(context, storable, cancellationToken).ConfigureAwait(false);
        if (added > 0)
            Added(logger, added, storable[0].Letter.SourceSystem, storable[0].Letter.Source, storable[0].Letter.ExceptionType);
        return added;
    }

    [LoggerMessage(2300, LogLevel.Error,
        "{Count} messages became dead letters, the first in {SourceSystem} {Source} because of {ExceptionType}. Find them in /ops/api/dead-letters, repair the cause, and replay or discard them")]
    private static partial void Added(ILogger logger, int count, string sourceSystem, string source, string? exceptionType);
}
