using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Finds the SQL of tasks that fits a context's database.</summary>
internal sealed class TaskDatabases(IEnumerable<ITaskDatabase> databases)
{
    // EF Core looks into the provider's assembly for the answer, and it is asked for each task.
    private readonly ConcurrentDictionary<Type, ITaskDatabase> _known = new();

    public ITaskDatabase For(DbContext context) =>
        _known.TryGetValue(context.GetType(), out var known) ? known : _known.GetOrAdd(context.GetType(), Find(context));

    private ITaskDatabase Find(DbContext context) =>
        databases.FirstOrDefault(database => database.Serves(context))
        ?? throw new NotSupportedException($"{context.GetType().Name} uses {context.Database.ProviderName}, which has no tasks. Use Npgsql (UseNpgsql) or SQLite (UseSqlite).");
}
