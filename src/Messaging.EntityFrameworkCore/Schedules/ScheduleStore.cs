using Messaging.Auditing;
using Messaging.Schedules;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>The schedules in the database of a context.</summary>
internal sealed class ScheduleStore<TDbContext>(IServiceScopeFactory scopes, ScheduleDatabases databases, ScheduleCatalog catalog) : IScheduleStore
    where TDbContext : DbContext
{
    private const string SubjectType = "schedule";
    private static readonly Dictionary<string, object?> Nothing = [];
    private string? _actor;

    public IScheduleStore By(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        return new ScheduleStore<TDbContext>(scopes, databases, catalog) { _actor = actor };
    }

    public Task<IReadOnlyList<ScheduleInfo>> ListAsync(CancellationToken cancellationToken) =>
        InTransactionAsync((database, context, _) => database.ListAsync(context, cancellationToken), cancellationToken);

    public Task<bool> PauseAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async (database, context, services) => await database.SetPausedAsync(context, name, paused: true, null, cancellationToken).ConfigureAwait(false)
                && await AuditedAsync(services, "pause", name, Nothing, cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<bool> ResumeAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async (database, context, services) => catalog.All.TryGetValue(name, out var schedule)
                && await database.SetPausedAsync(
                    context, schedule.Name, paused: false, schedule.Times.Next(await database.NowAsync(context, cancellationToken).ConfigureAwait(false)), cancellationToken)
                    .ConfigureAwait(false)
                && await AuditedAsync(services, "resume", name, Nothing, cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<Guid?> RunAsync(string name, CancellationToken cancellationToken) =>
        InTransactionAsync<Guid?>(
            async (database, context, services) =>
            {
                if (!catalog.All.TryGetValue(name, out var schedule))
                    return null;
                var now = await database.NowAsync(context, cancellationToken).ConfigureAwait(false);
                var task = await schedule.Enqueue(services.GetRequiredService<ITaskQueue>(), now, cancellationToken).ConfigureAwait(false);
                await AuditedAsync(services, "run", name, new Dictionary<string, object?> { ["taskId"] = task.ToString("D") }, cancellationToken).ConfigureAwait(false);
                return task;
            },
            cancellationToken);

    private async Task<bool> AuditedAsync(
        IServiceProvider services, string action, string name, IReadOnlyDictionary<string, object?> details, CancellationToken cancellationToken)
    {
        if (_actor is not null)
        {
            var entry = new AuditEntry { Actor = _actor, Action = action, SubjectType = SubjectType, SubjectId = name, Details = details };
            await services.GetRequiredService<IAuditTrail>().AddAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

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
