using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>Finds the SQL of schedules that fits a context's database.</summary>
internal sealed class ScheduleDatabases(IEnumerable<IScheduleDatabase> databases)
{
    public IScheduleDatabase For(DbContext context) =>
        databases.FirstOrDefault(database => database.Serves(context))
        ?? throw new NotSupportedException($"{context.GetType().Name} uses {context.Database.ProviderName}, which has no schedules. Use Npgsql (UseNpgsql) or SQLite (UseSqlite).");
}
