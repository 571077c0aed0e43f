using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A context of its own for each thing that the relay asks of the database; none of it belongs to anybody's trace.</summary>
internal sealed class RelayContexts<TDbContext>(IServiceScopeFactory scopes, MessagingDatabases databases)
    where TDbContext : DbContext
{
    public async Task<T> RunAsync<T>(Func<IMessagingDatabase, DbContext, Task<T>> action)
    {
        using var untraced = Untraced.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await action(databases.For(context), context).ConfigureAwait(false);
    }

    public async Task RunAsync(Func<IMessagingDatabase, DbContext, Task> action)
    {
        using var untraced = Untraced.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await action(databases.For(context), context).ConfigureAwait(false);
    }
}
