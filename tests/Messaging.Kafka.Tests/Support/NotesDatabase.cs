using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Messaging.Testing.Effects;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A PostgreSQL database of one test, which its services reach through a proxy.</summary>
public sealed class NotesDatabase : IAsyncDisposable
{
    private readonly EffectsDatabase _effects;

    private NotesDatabase(EffectsDatabase effects)
    {
        _effects = effects;
        var server = new NpgsqlConnectionStringBuilder(Direct);
        Proxy = new TcpProxy(server.Host!, server.Port);
        Proxied = new NpgsqlConnectionStringBuilder(Direct)
        {
            Host = "127.0.0.1", Port = Proxy.Port, SslMode = SslMode.Disable, Timeout = 5, MaxPoolSize = 30,
        }.ConnectionString;
    }

    public string Direct => _effects.ConnectionString;

    public string Proxied { get; }

    public TcpProxy Proxy { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NotesDatabase> CreateAsync() => new(await EffectsDatabase.CreateAsync());

    public void Register(IServiceCollection services)
    {
        services.AddFailurePolicy();
        services.Configure<FailureOptions>(options =>
        {
            options.Immediate.Retries = 0;
            options.Redelivery = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(400)];
        });
        _effects.AddTo(services, Proxied);
    }

    /// <summary>What a consumer does: one effect, in the transaction of the message.</summary>
    public static async Task TakeAsync(ConsumeContext<Note> context, IServiceProvider scope)
    {
        var notes = scope.GetRequiredService<EffectsContext>();
        notes.Taken.Add(new Effect { Key = context.Message.Key, Number = context.Message.Number });
        await notes.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>The effects, in their order within each key.</summary>
    public Task<ILookup<string, int>> TakenAsync() => _effects.TakenAsync();

    public Task<int> CountAsync() => _effects.CountAsync();

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
