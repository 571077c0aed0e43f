using Messaging.EntityFrameworkCore.Postgres;
using Messaging.EntityFrameworkCore.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Messaging.EntityFrameworkCore;

/// <summary>The tables of transactional messaging, as a step of an application's own migration.</summary>
public static class MigrationBuilderExtensions
{
    /// <summary>
    /// Creates the tables: schema <c>messaging</c> on PostgreSQL, prefix <c>messaging_</c> on SQLite. Call it in <c>Up</c> of a migration. They
    /// are not part of the EF model, because EF can't describe a partitioned table.
    /// </summary>
    public static void CreateTransactionalMessaging(this MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(IsSqlite(migration) ? SqliteSchema.Create : PostgresSchema.Create);
    }

    /// <summary>Drops the tables with everything in them. Call it in <c>Down</c>.</summary>
    public static void DropTransactionalMessaging(this MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(IsSqlite(migration) ? SqliteSchema.Drop : PostgresSchema.Drop);
    }

    private static bool IsSqlite(MigrationBuilder migration) =>
        migration.ActiveProvider?.Contains("Sqlite", StringComparison.Ordinal) == true;
}
