using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

/// <summary>A confirm that never comes: of one destination, and of all.</summary>
public sealed class BrokenConfirmTests
{
    private const int InFlight = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_is_never_confirmed_while_others_are_is_tried_again_and_then_a_dead_letter_and_its_key_goes_on()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await StartAsync(database);
        host.Topic.Before = (message, cancel) => Text(message) == "never confirmed" ? Task.Delay(Timeout.InfiniteTimeSpan, cancel) : Task.CompletedTask;

        await host.ProduceAsync("stuck", "never confirmed");
        await host.ProduceAsync("stuck", "its successor");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await host.ProduceAsync("free", "flows");
                return (await host.DeadLettersAsync()).Count == 1;
            },
            Patience, "it had become a dead letter", Token);

        var letter = (await host.DeadLettersAsync()).ShouldHaveSingleItem();
        letter.Text("exception_type").ShouldBe(typeof(TimeoutException).FullName);
        letter.Text("exception_message").ShouldContain("did not confirm");
        letter.Text("attempts").ShouldBe("2");
        await Eventually.BecomesTrueAsync(() => host.Topic.Texts.Contains("its successor"), Patience, "the key went on", Token);
    }

    [Fact]
    public async Task A_message_whose_confirm_did_not_come_once_while_others_did_comes_before_its_successors()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await StartAsync(database);
        var asked = 0;
        host.Topic.Before = (message, cancel) =>
            Text(message) == "1" && Interlocked.Increment(ref asked) == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, cancel) : Task.CompletedTask;

        foreach (var text in new[] { "1", "2", "3" })
            await host.ProduceAsync("stuck", text);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await host.ProduceAsync("free", "flows");
                return await database.AskAsync<long>("select count(*) from messaging.outbox_message where attempts = 1") == 1 || host.Topic.Texts.Contains("3");
            },
            Patience, "its attempt had counted", Token);
        await Eventually.BecomesTrueAsync(() => host.Topic.Texts.Contains("3"), Patience, "the key went on", Token);

        host.Topic.Texts.Where(text => text != "flows").ShouldBe(["1", "2", "3"]);
        host.Topic.Overtaken.ShouldBeEmpty();
        asked.ShouldBe(2);
        (await host.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirms_that_do_not_come_for_anybody_are_a_broker_that_is_away_and_cost_no_attempt()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await StartAsync(database);
        var silent = true;
        var (asked, underWay, most) = (0, 0, 0);
        host.Topic.Before = async (_, cancel) =>
        {
            Interlocked.Increment(ref asked);
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            try
            {
                await (Volatile.Read(ref silent) ? Task.Delay(Timeout.InfiniteTimeSpan, cancel) : Task.CompletedTask);
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        };
        await host.ProduceAsync("a", "first");
        await host.ProduceAsync("a", "second");
        for (var i = 0; i < 5 * InFlight; i++)
            await host.ProduceAsync($"key {i}", "other");
        // More often than a message may fail.
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref asked) >= 3 * InFlight, Patience, "they had been tried again and again", Token);

        (await database.AskAsync<int>("select max(attempts) from messaging.outbox_message")).ShouldBe(0);
        most.ShouldBeLessThanOrEqualTo(InFlight, "the others wait in the table and not in memory");
        Volatile.Write(ref silent, false);
        await Eventually.BecomesTrueAsync(() => host.Topic.Count == 2 + (5 * InFlight), Patience, "all had left", Token);
        host.Topic.Texts.Where(text => text is "first" or "second").ShouldBe(["first", "second"]);
        (await host.DeadLettersAsync()).ShouldBeEmpty();
    }

    private static Task<SampleHost> StartAsync(SampleDatabase database) => SampleHost.StartAsync(
        options => options.UseNpgsql(database.Direct),
        configure: options =>
        {
            (options.SendTimeout, options.MaxSendAttempts, options.MinRetryDelay) = (TimeSpan.FromSeconds(1), 2, TimeSpan.FromMilliseconds(100));
            options.MaxInFlight = InFlight;
        });

    private static string Text(Messaging.Outbox.OutboxMessage message) => System.Text.Encoding.UTF8.GetString(message.Body.Span);
}
