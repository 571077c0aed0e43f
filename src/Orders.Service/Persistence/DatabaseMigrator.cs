using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Persistence;

/// <summary>
/// Brings the schema up to date and seeds the stock, in one transaction: whoever sees the schema sees the stock, and no order that comes in
/// between is rejected for it. Safe to run in several replicas at once.
/// </summary>
internal sealed partial class DatabaseMigrator(OrdersDbContext context, StockSeeder seeder, ILogger<DatabaseMigrator> logger)
{
    // Of whatever else takes advisory locks in this database, nothing uses this number: it is "migrate" in ASCII.
    private const long Lock = 0x6D696772617465;

    /// <summary>Applies what is missing. Does nothing on a database that is up to date.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // Neither can be made inside a transaction: a database never, and looking for the table would end it.
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
            await creator.CreateAsync(cancellationToken);
        await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (context.Database.IsNpgsql())
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await seeder.SeedAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        SchemaIsUpToDate(logger, applied.LastOrDefault());
    }

    [LoggerMessage(1101, LogLevel.Information, "The schema is up to date; the last migration is {Migration}.")]
    private static partial void SchemaIsUpToDate(ILogger logger, string? migration);
}
