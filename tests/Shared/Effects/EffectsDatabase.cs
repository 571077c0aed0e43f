using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.Testing.Effects;

/// <summary>A PostgreSQL database of one test, with the tables of messaging and those of <see cref="EffectsContext"/>.</summary>
public sealed class EffectsDatabase
{
    private EffectsDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EffectsDatabase> CreateAsync()
    {
        var server = await TestServers.GetPostgresAsync(Token);
        var database = new EffectsDatabase(new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync(Token)) { MaxPoolSize = 40 }.ConnectionString);
        await using var context = database.Open();
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Token);
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), Token);
        return database;
    }

    /// <summary>Gives a service its context.</summary>
    /// <param name="services">The service.</param>
    /// <param name="through">The way to the database, where that is not the direct one.</param>
    public IServiceCollection AddTo(IServiceCollection services, string? through = null) => services.AddDbContext<EffectsContext>(
        (provider, options) => options.UseNpgsql(through ?? ConnectionString).UseTransactionalMessaging(provider));

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

    private EffectsContext Open() => new(new DbContextOptionsBuilder<EffectsContext>().UseNpgsql(ConnectionString).Options);
}
