using Messaging.Schedules;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>The schedules in the database of a context.</summary>
internal sealed class ScheduleStore<TDbContext>(IServiceScopeFactory scopes, ScheduleDatabases databases, ScheduleCatalog catalog) : IScheduleStore
    where TDbContext : DbContext
{
    public Task<IReadOnlyList<ScheduleInfo>> ListAsync(CancellationToken cancellationToken) =>
        InTransactionAsync((database, context, _) => database.ListAsync(context, cancellationToken), cancellationToken);

    public Task<bool> PauseAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync((database, context, _) => database.SetPausedAsync(context, name, paused: true, null, cancellationToken), cancellationToken);

    public Task<bool> ResumeAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async (database, context, _) => catalog.All.TryGetValue(name, out var schedule)
                && await database.SetPausedAsync(
                    context, schedule.Name, paused: false, schedule.Times.Next(await database.NowAsync(context, cancellationToken).ConfigureAwait(false)), cancellationToken)
                    .ConfigureAwait(false),
            cancellationToken);

    public Task<Guid?> RunAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async (database, context, services) => catalog.All.TryGetValue(name, out var schedule)
                ? (Guid?)await schedule.Enqueue(
                    services.GetRequiredService<ITaskQueue>(), await database.NowAsync(context, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
                : null,
            cancellationToken);

    private async Task<T> InTransactionAsync<T>(Func<IScheduleDatabase, DbContext, IServiceProvider, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var result = await work(databases.For(context), context, scope.ServiceProvider).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }
}
