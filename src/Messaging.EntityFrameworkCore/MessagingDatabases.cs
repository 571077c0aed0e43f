using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore;

/// <summary>Finds the SQL that fits a context's database.</summary>
internal sealed class MessagingDatabases(IEnumerable<IMessagingDatabase> databases, IServiceScopeFactory scopes)
{
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(20);

    // The question is asked several times for each message, and EF Core looks into the provider's assembly for the answer.
    private readonly ConcurrentDictionary<Type, IMessagingDatabase> _known = new();

    public IMessagingDatabase For(DbContext context) =>
        _known.TryGetValue(context.GetType(), out var known) ? known : _known.GetOrAdd(context.GetType(), Find(context));

    private IMessagingDatabase Find(DbContext context) =>
        databases.FirstOrDefault(database => database.Serves(context))
        ?? throw new NotSupportedException(
            $"{context.GetType().Name} uses {context.Database.ProviderName}, which has no transactional messaging. Use Npgsql (UseNpgsql) or SQLite (UseSqlite).");

    /// <summary>Whether a failed COMMIT may nevertheless have happened: the connection broke before the answer came.</summary>
    public bool IsConnectionLost(Exception exception) =>
        exception is DbException { SqlState: null or "57P01" or "57P02" or "08006" or "08003" } or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException
        || (exception.InnerException is { } inner && IsConnectionLost(inner));

    /// <summary>Asks on a new connection whether the transaction committed; tries for a while, since the server may be coming back.</summary>
    public async Task<bool> WasCommittedAsync(DbContext context, string transactionId, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ResolveTimeout);
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var other = (DbContext)scope.ServiceProvider.GetRequiredService(context.GetType());
                return await For(other).WasCommittedAsync(other, transactionId, timeout.Token).ConfigureAwait(false);
            }
            catch (DbException) when (!timeout.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token).ConfigureAwait(false);
            }
        }
    }
}
