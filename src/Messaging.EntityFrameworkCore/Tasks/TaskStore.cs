using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The tasks in the database of a context.</summary>
internal sealed class TaskStore<TDbContext>(IServiceScopeFactory scopes, TaskDatabases databases) : ITaskStore
    where TDbContext : DbContext
{
    public Task<TaskInfo?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        WithAsync((database, context) => database.FindAsync(context, id, cancellationToken));

    public Task<IReadOnlyList<TaskInfo>> ListAsync(TaskSearch search, CancellationToken cancellationToken) =>
        WithAsync((database, context) => database.ListAsync(context, search, cancellationToken));

    public Task<TaskRevocation> RevokeAsync(Guid id, string reason, CancellationToken cancellationToken) =>
        WithAsync((database, context) => database.RevokeAsync(context, id, reason, cancellationToken));

    private async Task<T> WithAsync<T>(Func<ITaskDatabase, DbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await work(databases.For(context), context).ConfigureAwait(false);
    }
}
