using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Persistence;

/// <summary>Brings the schema up to date and seeds the stock. Safe to run in several replicas at once: EF Core takes a lock.</summary>
internal sealed partial class DatabaseMigrator(OrdersDbContext context, StockSeeder seeder, ILogger<DatabaseMigrator> logger)
{
    /// <summary>Applies what is missing. Does nothing on a database that is up to date.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await context.Database.MigrateAsync(cancellationToken);
        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        SchemaIsUpToDate(logger, applied.LastOrDefault());
        await seeder.SeedAsync(cancellationToken);
    }

    [LoggerMessage(1101, LogLevel.Information, "The schema is up to date; the last migration is {Migration}.")]
    private static partial void SchemaIsUpToDate(ILogger logger, string? migration);
}
