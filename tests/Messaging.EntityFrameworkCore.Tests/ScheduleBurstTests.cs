using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Ten thousand messages that are due at the same moment.</summary>
public sealed class ScheduleBurstTests
{
    private const int Messages = 10_000;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);

    // The machine may be busy with something else in one of them.
    private const int Rounds = 5;

    // The relay would look by itself, or for its leases, only long after the test's patience: whatever comes earlier was waited for.
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_messages_that_are_due_at_once_come_as_fast_as_the_relay_sends_and_none_too_early()
    {
        var rounds = new List<string>();
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct), configure: options => (options.PollInterval, options.LeaseDuration) = (Poll, 5 * Poll));
        host.Topic.KeepsBodies = false;
        while (rounds.Count < Rounds)
        {
            // What the rate explains: as many that are due already.
            var rate = (await SendAsync(host, database, TimeSpan.Zero)).Last;
            var (first, last) = await SendAsync(host, database, Delay);
            first.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero, "nothing comes before its time, by the database's clock on the same machine");
            rounds.Add(FormattableString.Invariant(
                $"first {first.TotalMilliseconds:0} ms after it was due, all {Messages} within {last.TotalMilliseconds:0} ms; those that were due already within {rate.TotalMilliseconds:0} ms"));
            TestContext.Current.TestOutputHelper?.WriteLine(rounds[^1]);
            if (last <= rate + Late)
                return;
        }

        rounds.ShouldBeEmpty($"not once within {Late.TotalMilliseconds} ms beyond the relay's rate");
    }

    /// <summary>Fills the outbox and waits until all has come.</summary>
    /// <returns>How long after they were due the first and the last one came.</returns>
    private static async Task<(TimeSpan First, TimeSpan Last)> SendAsync(SampleHost host, SampleDatabase database, TimeSpan due)
    {
        var first = new TaskCompletionSource<DateTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Topic.Before = (_, _) =>
        {
            first.TrySetResult(TimeProvider.System.GetUtcNow().UtcDateTime);
            return Task.CompletedTask;
        };
        var all = host.Topic.Count + Messages;
        await database.FillOutboxAsync(Messages, keys: 0, due: due);
        var at = due == TimeSpan.Zero
            ? TimeProvider.System.GetUtcNow().UtcDateTime
            : await database.AskAsync<DateTime>("with one as (update messaging.outbox_message set due_at = (select max(due_at) from messaging.outbox_message) returning due_at) select max(due_at) from one");
        // As a commit would.
        await database.AskAsync<string>("select pg_notify('messaging_outbox', '')::text");
        await Eventually.BecomesTrueAsync(() => host.Topic.Count == all, Poll - TimeSpan.FromSeconds(5), "all had come, without a single poll", Token);
        return (await first.Task - at, TimeProvider.System.GetUtcNow().UtcDateTime - at);
    }

    [Fact]
    public async Task A_million_messages_of_the_future_cost_a_look_nothing()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        await database.FillOutboxAsync(LongRun.Of(20_000, 1_000_000), keys: 0, due: TimeSpan.FromDays(1));
        await database.AskAsync<int>("analyze messaging.outbox_message; select 1");

        await database.FillOutboxAsync(100, keys: 10);
        await Eventually.BecomesTrueAsync(() => host.Topic.Count == 100, TimeSpan.FromSeconds(60), "those of today had come", Token);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var before = await ReadAsync(database);
                await Eventually.BecomesTrueAsync(async () => (await ReadAsync(database)).Looks >= before.Looks + 10, TimeSpan.FromSeconds(60), "the relay had looked some times", Token);
                var now = await ReadAsync(database);
                return (now.Rows - before.Rows) / (now.Looks - before.Looks) < 50;
            },
            TimeSpan.FromSeconds(60), "a look read next to nothing of the index of scheduled rows", Token);
    }

    private static async Task<(long Looks, long Rows)> ReadAsync(SampleDatabase database) =>
        (await database.AskAsync<long>("select idx_scan from pg_stat_user_indexes where indexrelname = 'ix_outbox_message_due'"),
            await database.AskAsync<long>("select idx_tup_read from pg_stat_user_indexes where indexrelname = 'ix_outbox_message_due'"));
}
