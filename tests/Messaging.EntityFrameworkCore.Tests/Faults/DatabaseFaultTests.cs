using MassTransit;
using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

/// <summary>Faults of PostgreSQL under load; each checks what was promised against what is there.</summary>
public sealed class DatabaseFaultTests
{
    private const int Writers = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_that_are_killed_again_and_again_lose_and_double_nothing()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        var (accepted, refused, stop) = (0, 0, false);
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++)
            {
                try
                {
                    await host.SendAsync($"note {writer} {i}");
                    Interlocked.Increment(ref accepted);
                }
                catch (Exception exception) when (exception is DbUpdateException or NpgsqlException or InvalidOperationException or IOException)
                {
                    Interlocked.Increment(ref refused);
                }

                await Task.Delay(10, Token);
            }
        }));
        for (var i = 0; i < LongRun.Of(10, 300); i++)
        {
            await RunAsync(database, KillOthers);
            await Task.Delay(200, Token);
        }

        Volatile.Write(ref stop, true);
        await load;
        await Eventually.BecomesTrueAsync(
            async () => await host.OutboxCountAsync() == 0 && await host.QueryAsync(context => context.Notes.CountAsync()) >= accepted, Patience, "all was done", Token);

        var notes = await host.QueryAsync(context => context.Notes.Select(note => note.Text).ToListAsync());
        notes.Count.ShouldBe(notes.Distinct().Count(), "an effect twice");
        accepted.ShouldBeGreaterThan(0);
        notes.Count.ShouldBeInRange(accepted, accepted + refused);
        (await host.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    public async Task Consumers_that_meet_a_deadlock_or_a_serialization_failure_are_tried_again_and_take_effect_once(string code)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct),
            extras: new SampleExtras
            {
                Bus = bus => bus.AddConsumer<ClashingConsumer>(),
                Services = services => services.Configure<Messaging.Failures.FailureOptions>(options => (options.Immediate.Retries, options.Redelivery) = (20, [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 20)])),
            });
        await host.QueryAsync(async context =>
        {
            context.Notes.AddRange(Enumerable.Range(0, 2).Select(i => new Note { Id = ClashingConsumer.Row(i), Text = "0" }));
            return await context.SaveChangesAsync();
        });

        for (var i = 0; i < Writers; i++)
        {
            var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:clashing"));
            await endpoint.Send(new Clash(i, code == PostgresErrorCodes.SerializationFailure), Token);
        }

        await Eventually.BecomesTrueAsync(
            async () => await host.QueryAsync(context => context.Notes.AsNoTracking().AllAsync(note => note.Text == $"{Writers}")), Patience, "every one had counted up both rows", Token);
        ClashingConsumer.Errors.ShouldContain(code, "it was to happen");
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_any_more_costs_no_message_an_attempt_and_makes_no_dead_letter()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        await host.SendAsync("before");
        await Eventually.BecomesTrueAsync(() => host.Calls.Count("before") == 1, Patience, "the first was done", Token);
        var name = new NpgsqlConnectionStringBuilder(database.Direct).Database;
        await RunAsync(database, $"alter database \"{name}\" set default_transaction_read_only = on");
        await RunAsync(database, KillOthers);

        await Should.ThrowAsync<Exception>(() => host.SendAsync("refused"));
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        await endpoint.Send(new TakeNote("waits"), Token);
        var waits = host.Services.GetRequiredService<Messaging.Failures.EndpointWaits>();
        await Eventually.BecomesTrueAsync(() => waits.AreWaiting, Patience, "the consumer waited for the database", Token);
        await RunAsync(database, $"alter database \"{name}\" set default_transaction_read_only = off");
        await RunAsync(database, KillOthers);
        await Eventually.BecomesTrueAsync(
            async () => await host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "waits")) == 1, Patience, "the message had been consumed", Token);
        (await host.DeadLettersAsync()).ShouldBeEmpty();
        (await host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "refused"))).ShouldBe(0);
    }

    private const string KillOthers = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    /// <summary>On a connection that nobody else has had, and that may write whatever the database's default is.</summary>
    private static async Task RunAsync(SampleDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.Direct) { Pooling = false, Options = "-c default_transaction_read_only=off" }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
