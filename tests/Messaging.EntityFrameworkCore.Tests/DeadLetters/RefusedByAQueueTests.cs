using System.Text;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>A queue that does not take a message, because it is full or not there yet: its keys wait in their order, and nothing else does.</summary>
public sealed class RefusedByAQueueTests
{
    private const string NoteQueue = "queue:take-note";
    private const string Queue = "small";
    private const string Address = $"queue:{Queue}";
    private const int TransportAway = 2201;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, object?> OneMessage => new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" };

    [Fact]
    public async Task A_queue_that_is_full_holds_up_its_own_keys_alone_and_gets_them_in_their_order_when_there_is_room()
    {
        await using var app = await StartAsync(attempts: 1_000);
        await app.DeclareQueueAsync(Queue, OneMessage);
        foreach (var text in new[] { "a 1", "a 2", "b 1", "a 3", "b 2" })
            await app.SendAsync(Address, text, key: text[..1]);
        await app.UntilRefusedAsync("a", attempts: 2);
        await app.UntilRefusedAsync("b", attempts: 2);

        for (var i = 0; i < 20; i++)
        {
            await app.SendAsync(NoteQueue, $"other {i}", key: "a");
            await app.UntilTakenAsync($"other {i}");
        }

        (await app.CountAsync("select count(*) from messaging.outbox_message where attempts > 0 and destination not like '%/small%'")).ShouldBe(0);
        (await app.CountAsync("select count(*) from messaging.outbox_message where attempts > 0")).ShouldBe(2, "the first that did not fit of each key");
        var taken = await app.TakeAsync(Queue, 5);

        taken.Where(text => text[0] == 'a').ShouldBe(["a 1", "a 2", "a 3"]);
        taken.Where(text => text[0] == 'b').ShouldBe(["b 1", "b 2"]);
        app.Host.Log.Lines.ShouldNotContain(line => line.Id == TransportAway);
        (await app.Host.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_queue_refuses_at_every_attempt_becomes_a_dead_letter_one_of_a_key_after_the_other_and_then_the_key_goes_on()
    {
        await using var app = await StartAsync(RabbitMqSends.Limit);
        await app.DeclareQueueAsync(Queue, OneMessage);
        foreach (var text in new[] { "a 1", "a 2", "a 3" })
            await app.SendAsync(Address, text, key: "a");
        await Eventually.BecomesTrueAsync(async () => (await app.Host.DeadLettersAsync()).Count == 2, RabbitMqSends.Patience, "both were given up", Token);

        var letters = await app.Host.DeadLettersAsync();
        letters.ShouldAllBe(letter => letter.Text("exception_type") == "Messaging.Outbox.MessageRefusedException" && letter.Text("attempts") == $"{RabbitMqSends.Limit}");
        letters[0].Text("exception_message").ShouldContain("small did not take message");
        letters[0].Text("exception_message").ShouldContain("rejected by broker");
        letters.Select(letter => Encoding.UTF8.GetString((byte[])letter["body"]!).Contains("\"a 2\"", StringComparison.Ordinal)).ShouldBe([true, false]);
        (await app.TakeAsync(Queue, 1)).ShouldBe(["a 1"]);
        await app.SendAsync(Address, "a 4", key: "a");
        (await app.TakeAsync(Queue, 1)).ShouldBe(["a 4"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_was_returned_or_refused_once_comes_before_its_successors(bool isThere)
    {
        await using var app = await StartAsync(attempts: 1_000, retryDelay: TimeSpan.FromSeconds(2));
        if (isThere)
        {
            await app.DeclareQueueAsync(Queue, OneMessage);
            await app.SendAsync(Address, "fills it");
            await Eventually.BecomesTrueAsync(async () => await app.Host.OutboxCountAsync() == 0, RabbitMqSends.Patience, "the queue was full", Token);
        }

        string[] texts = ["1", "2", "3", "4", "5"];
        foreach (var text in texts[..2])
            await app.SendAsync(Address, text, key: "a");
        await app.UntilRefusedAsync("a");
        if (isThere)
            (await app.TakeAsync(Queue, 1)).ShouldBe(["fills it"]);
        else
            await app.DeclareQueueAsync(Queue);
        // While the first is not due again and there is room.
        foreach (var text in texts[2..])
            await app.SendAsync(Address, text, key: "a");

        (await app.TakeAsync(Queue, texts.Length)).ShouldBe(texts);
    }

    private static async Task<RabbitMqSends> StartAsync(int attempts, TimeSpan? retryDelay = null) => await RabbitMqSends.StartAsync(
        await TestServers.GetRabbitMqAsync(Token),
        options => (options.MaxSendAttempts, options.MinRetryDelay, options.MaxRetryDelay) =
            (attempts, retryDelay ?? TimeSpan.FromMilliseconds(200), retryDelay ?? TimeSpan.FromMilliseconds(500)));
}
