using System.Data;
using System.Diagnostics;
using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Somebody's transaction stays open, and with it every row that is delivered and deleted meanwhile.</summary>
public sealed class OldSnapshotTests
{
    private const int Looks = 10;

    private static readonly TimeSpan UnderLoad = TimeSpan.FromMinutes(LongRun.Of(0, 3));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60 * (LongRun.IsOn ? 30 : 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_session_that_is_idle_in_transaction_nothing_is_skipped_and_a_look_does_not_wade_through_what_was_delivered()
    {
        var messages = LongRun.Of(4_000, 400_000);
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        host.Topic.KeepsBodies = false;
        await using var idle = new NpgsqlConnection(database.Direct);
        await idle.OpenAsync(Token);
        await using var open = await idle.BeginTransactionAsync(IsolationLevel.RepeatableRead, Token);
        await using (var snapshot = new NpgsqlCommand("""select count(*) from "Notes" """, idle, open))
            await snapshot.ExecuteScalarAsync(Token);

        var (begun, all) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            all += messages;
            await database.FillOutboxAsync(messages, keys: 97);
            await Eventually.BecomesTrueAsync(() => host.Topic.Count >= all, Patience, "all were delivered", Token);
        }
        while (Stopwatch.GetElapsedTime(begun) < UnderLoad);

        await Eventually.BecomesTrueAsync(async () => await host.OutboxCountAsync() == 0, Patience, "the outbox was empty", Token);
        host.Topic.Count.ShouldBe(all);
        host.Topic.Overtaken.ShouldBeEmpty();

        // The dead rows are still there, for the idle session's sake.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var (looks, read) = await ReadAsync(database);
                await Eventually.BecomesTrueAsync(async () => (await ReadAsync(database)).Looks >= looks + Looks, Patience, "the relay had looked some times", Token);
                var (looksNow, readNow) = await ReadAsync(database);
                return (readNow - read) / (looksNow - looks) < messages / 20;
            },
            Patience, "a look into the table read next to nothing", Token);
        await open.RollbackAsync(Token);
    }

    /// <summary>How often the index of ready rows was looked into, and how many entries were read, dead ones included.</summary>
    private static async Task<(long Looks, long Read)> ReadAsync(SampleDatabase database) =>
        (await database.AskAsync<long>("select idx_scan from pg_stat_user_indexes where indexrelname = 'ix_outbox_message_ready'"),
            await database.AskAsync<long>("select idx_tup_read from pg_stat_user_indexes where indexrelname = 'ix_outbox_message_ready'"));
}
