using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Finds the SQL of tasks that fits a context's database.</summary>
internal sealed class TaskDatabases(IEnumerable<ITaskDatabase> databases)
{
    public ITaskDatabase For(DbContext context) =>
        databases.FirstOrDefault(database => database.Serves(context))
        ?? throw new NotSupportedException($"{context.GetType().Name} uses {context.Database.ProviderName}, which has no tasks. Use Npgsql (UseNpgsql) or SQLite (UseSqlite).");
}
