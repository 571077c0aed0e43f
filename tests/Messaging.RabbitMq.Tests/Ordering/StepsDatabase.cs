using Messaging.EntityFrameworkCore;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>A PostgreSQL database of one test.</summary>
public sealed class StepsDatabase
{
    private StepsDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StepsDatabase> CreateAsync()
    {
        var server = await TestServers.GetPostgresAsync(Token);
        var database = new StepsDatabase(new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync(Token)) { MaxPoolSize = 40 }.ConnectionString);
        await using var context = database.Open();
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Token);
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), Token);
        return database;
    }

    /// <summary>The effects, in their order within each key.</summary>
    public async Task<ILookup<string, int>> TakenAsync()
    {
        await using var context = Open();
        return (await context.Taken.OrderBy(taken => taken.Id).ToListAsync(Token)).ToLookup(taken => taken.Key, taken => taken.Number);
    }

    public async Task<int> CountAsync()
    {
        await using var context = Open();
        return await context.Taken.CountAsync(Token);
    }

    private StepsContext Open() => new(new DbContextOptionsBuilder<StepsContext>().UseNpgsql(ConnectionString).Options);
}
