using Messaging.Auditing;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The tasks in the database of a context.</summary>
internal sealed class TaskStore<TDbContext>(IServiceScopeFactory scopes, TaskDatabases databases) : ITaskStore
    where TDbContext : DbContext
{
    private string? _actor;

    public ITaskStore By(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        return new TaskStore<TDbContext>(scopes, databases) { _actor = actor };
    }

    public Task<TaskInfo?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        WithAsync((database, context, _) => database.FindAsync(context, id, cancellationToken));

    public Task<IReadOnlyList<TaskInfo>> ListAsync(TaskSearch search, CancellationToken cancellationToken) =>
        WithAsync((database, context, _) => database.ListAsync(context, search, cancellationToken));

    public Task<TaskRevocation> RevokeAsync(Guid id, string reason, CancellationToken cancellationToken) => WithAsync(
        async (database, context, services) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await database.RevokeAsync(context, id, reason, cancellationToken).ConfigureAwait(false);
            if (_actor is not null && outcome is (TaskRevocation.Revoked or TaskRevocation.Requested))
                await services.GetRequiredService<IAuditTrail>().AddAsync(Entry(_actor, id, outcome), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return outcome;
        });

    private static AuditEntry Entry(string actor, Guid id, TaskRevocation outcome) => new()
    {
        Actor = actor, Action = "revoke", SubjectType = "task", SubjectId = id.ToString("D"),
        Details = new Dictionary<string, object?>(StringComparer.Ordinal) { ["outcome"] = outcome.ToString() },
    };

    private async Task<T> WithAsync<T>(Func<ITaskDatabase, DbContext, IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await work(databases.For(context), context, scope.ServiceProvider).ConfigureAwait(false);
    }
}
