using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A PostgreSQL database of one test, which its services reach through a proxy.</summary>
public sealed class NotesDatabase : IAsyncDisposable
{
    private NotesDatabase(string direct)
    {
        var server = new NpgsqlConnectionStringBuilder(direct);
        Direct = direct;
        Proxy = new TcpProxy(server.Host!, server.Port);
        Proxied = new NpgsqlConnectionStringBuilder(direct)
        {
            Host = "127.0.0.1", Port = Proxy.Port, SslMode = SslMode.Disable, Timeout = 5, MaxPoolSize = 30,
        }.ConnectionString;
    }

    public string Direct { get; }

    public string Proxied { get; }

    public TcpProxy Proxy { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NotesDatabase> CreateAsync()
    {
        var server = await TestServers.GetPostgresAsync(Token);
        var database = new NotesDatabase(await server.CreateDatabaseAsync(Token));
        await using var context = new NotesContext(new DbContextOptionsBuilder<NotesContext>().UseNpgsql(database.Direct).Options);
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Token);
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), Token);
        return database;
    }

    public void Register(IServiceCollection services)
    {
        services.AddFailurePolicy();
        services.Configure<FailureOptions>(options =>
        {
            options.Immediate.Retries = 0;
            options.Redelivery = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(400)];
        });
        services.AddDbContext<NotesContext>((provider, options) => options.UseNpgsql(Proxied).UseTransactionalMessaging(provider));
    }

    /// <summary>What a consumer does: one effect, in the transaction of the message.</summary>
    public static async Task TakeAsync(ConsumeContext<Note> context, IServiceProvider scope)
    {
        var notes = scope.GetRequiredService<NotesContext>();
        notes.Taken.Add(new NoteTaken { Key = context.Message.Key, Number = context.Message.Number });
        await notes.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>The effects, in their order within each key.</summary>
    public async Task<ILookup<string, int>> TakenAsync()
    {
        await using var context = new NotesContext(new DbContextOptionsBuilder<NotesContext>().UseNpgsql(Direct).Options);
        return (await context.Taken.OrderBy(t => t.Id).ToListAsync(Token)).ToLookup(t => t.Key, t => t.Number);
    }

    public async Task<int> CountAsync() => (await TakenAsync()).Sum(key => key.Count());

    /// <summary>The first value of a statement.</summary>
    public async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Direct);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();
}
