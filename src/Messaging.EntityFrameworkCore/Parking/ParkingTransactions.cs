using System.Diagnostics;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>Runs each call of the parked store in a scope and a transaction of its own.</summary>
internal sealed class ParkingTransactions<TDbContext>(IServiceScopeFactory scopes, IEnumerable<IParkingDatabase> databases)
    where TDbContext : DbContext
{
    public async Task<T> RunAsync<T>(Func<IParkingDatabase, DbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        using var untraced = Nobodys();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var result = await work(For(context), context).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    public Task RunAsync(Func<IParkingDatabase, DbContext, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async (database, context) =>
            {
                await work(database, context).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>A query, which needs no transaction.</summary>
    public async Task<T> AskAsync<T>(Func<IParkingDatabase, DbContext, Task<T>> query)
    {
        using var untraced = Nobodys();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await query(For(context), context).ConfigureAwait(false);
    }

    // Claims and watermarks of partitions are nobody's; what a message or a person asks for belongs to their trace.
    private static IDisposable? Nobodys() => Activity.Current is null ? Untraced.Begin() : null;

    private IParkingDatabase For(DbContext context) => databases.FirstOrDefault(database => database.Serves(context))
        ?? throw new NotSupportedException($"{context.GetType().Name} uses {context.Database.ProviderName}, which has no parked store. Use Npgsql (UseNpgsql) or SQLite (UseSqlite).");
}
