using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Orders.Service.Persistence;

/// <summary>The same for SQLite's migrations.</summary>
internal sealed class DesignTimeSqliteOrdersDbContextFactory : IDesignTimeDbContextFactory<SqliteOrdersDbContext>
{
    public SqliteOrdersDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteOrdersDbContext>();
        new OrdersDatabase(DatabaseServer.Sqlite, "Data Source=:memory:").Configure(options);
        return new SqliteOrdersDbContext(options.Options);
    }
}
