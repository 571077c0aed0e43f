using Microsoft.EntityFrameworkCore;

namespace Orders.Service.Persistence;

/// <summary>The same model on SQLite. A type of its own because EF Core keeps one set of migrations per context type.</summary>
public sealed class SqliteOrdersDbContext(DbContextOptions<SqliteOrdersDbContext> options) : OrdersDbContext(options);
