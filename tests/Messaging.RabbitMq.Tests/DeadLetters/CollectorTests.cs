using System.Text;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>What arrives in the store, and that the broker keeps nothing of it.</summary>
public sealed class CollectorTests
{
    private const string ErrorQueue = $"{CollectorApp.Queue}_error";
    private const string BrokersQueue = $"{CollectorApp.Queue}_dlq";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_whose_consumer_fails_arrives_whole_with_the_reason()
    {
        await using var app = await CollectorApp.StartAsync();
        var (id, original, body) = (Guid.NewGuid(), Guid.NewGuid(), """{"text":"bad: once in a while"}"""u8.ToArray());

        await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties
        {
            MessageId = $"{id}",
            ContentType = RawClient.Json,
            AppId = "elsewhere",
            Headers = new Dictionary<string, object?>
            {
                [MessagingHeaders.OrderingKey] = "key", [MessagingHeaders.OrderingSequence] = "42", [MessagingHeaders.Stamp] = "1767323045678",
                [MessagingHeaders.TraceParent] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ["MT-OriginalMessageId"] = $"{original}",
                ["number"] = 7, ["table"] = new Dictionary<string, object?> { ["a"] = "b" },
            },
        }, body);
        await app.UntilStoredAsync(1);
        await app.UntilEmptyAsync(ErrorQueue);

        var letter = app.Store.Letters.ShouldHaveSingleItem();
        (letter.SourceSystem, letter.Source, letter.Destination).ShouldBe(("rabbitmq", "notes", "queue:notes"));
        (letter.MessageId, letter.OriginalMessageId).ShouldBe((id, original));
        (letter.OrderingKey, letter.OrderingSequence).ShouldBe(("key", 42));
        letter.StampedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1767323045678));
        letter.TraceParent!.ShouldContain("0af7651916cd43dd8448eb211c80319c");
        letter.Body!.Value.ToArray().ShouldBe(body);
        letter.ContentType.ShouldBe(RawClient.Json);
        letter.ExceptionType.ShouldBe("System.TimeoutException");
        letter.ExceptionMessage.ShouldBe("as asked");
        letter.ExceptionStack!.ShouldContain("   at ");
        letter.Attempts.ShouldBe(2);
        letter.LastFailedAt!.Value.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        letter.Headers["number"].ShouldBe(7);
        letter.Headers["table"].ShouldBe("""{"a":"b"}""");
        letter.Headers.Keys.ShouldNotContain(name => name.StartsWith("MT-Fault-Message", StringComparison.Ordinal));
        letter.Properties["app-id"].ShouldBe("elsewhere");
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_kept_as_bytes()
    {
        await using var app = await CollectorApp.StartAsync();
        var (id, body) = (Guid.NewGuid(), new byte[] { 0, 255, 123, 10 });

        await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties { MessageId = $"{id}", ContentType = RawClient.Json }, body);
        await app.UntilStoredAsync(1);

        var letter = app.Store.Letters.ShouldHaveSingleItem();
        letter.Body!.Value.ToArray().ShouldBe(body);
        letter.MessageId.ShouldBe(id);
        letter.ExceptionType.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_message_that_expires_in_its_queue_is_one_dead_letter()
    {
        await using var app = await CollectorApp.StartAsync();
        await app.StopAsync();
        await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties { MessageId = $"{Guid.NewGuid()}", ContentType = RawClient.Json, Expiration = "1000" }, """{"text":"late"}"""u8.ToArray());
        await app.StartReplicaAsync(consume: false);

        await app.UntilStoredAsync(1);
        await app.UntilEmptyAsync(BrokersQueue);

        var letter = app.Store.Letters.ShouldHaveSingleItem();
        (letter.Source, letter.Destination, letter.ExceptionType).ShouldBe(("notes", "queue:notes", "expired"));
        letter.ExceptionMessage!.ShouldContain("time to live");
        Encoding.UTF8.GetString(letter.Body!.Value.Span).ShouldBe("""{"text":"late"}""");
        app.Seen.Texts.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_reaches_the_delivery_limit_without_an_exception_is_put_back_and_consumed()
    {
        await using var app = await CollectorApp.StartAsync(deliveryLimit: 1);
        await app.StopAsync();
        await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties { MessageId = $"{Guid.NewGuid()}", ContentType = RawClient.Json }, """{"text":"unlucky"}"""u8.ToArray());

        await CrashUntilGivenUpAsync(app);
        await app.StartReplicaAsync();

        await Eventually.BecomesTrueAsync(() => app.Seen.Texts.Contains("unlucky"), Patience, "it was consumed", Token);
        await app.UntilEmptyAsync(BrokersQueue);
        app.Store.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_reaches_it_again_and_again_is_put_back_a_bounded_number_of_times()
    {
        await using var app = await CollectorApp.StartAsync(deliveryLimit: 1);
        await app.StopAsync();
        await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties { MessageId = $"{Guid.NewGuid()}", ContentType = RawClient.Json }, """{"text":"deadly"}"""u8.ToArray());

        await app.StartReplicaAsync(consume: false);
        var crashes = 0;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await app.Raw.CrashOnOneAsync(CollectorApp.Queue))
                    crashes++;
                return app.Store.Letters.Count > 0;
            },
            Patience, "it was given up", Token);

        // Once as it came and twice as it was put back, with a limit of one delivery more than the first each time.
        crashes.ShouldBe(6);
        var letter = app.Store.Letters.ShouldHaveSingleItem();
        letter.ExceptionType.ShouldBe("delivery_limit");
        letter.ExceptionMessage!.ShouldContain("x-delivery-limit");
    }

    [Fact]
    public async Task Two_messages_with_one_id_are_two_dead_letters()
    {
        await using var app = await CollectorApp.StartAsync();
        var properties = new BasicProperties { MessageId = $"{Guid.NewGuid()}", ContentType = RawClient.Json };

        await app.Raw.SendAsync(CollectorApp.Queue, "", properties, """{"text":"bad: one"}"""u8.ToArray());
        await app.Raw.SendAsync(CollectorApp.Queue, "", properties, """{"text":"bad: other"}"""u8.ToArray());

        await app.UntilStoredAsync(2);
    }

    [Theory]
    [InlineData("a reason of a megabyte")]
    [InlineData("a thousand headers")]
    [InlineData("headers up to the frame's limit")]
    public async Task What_would_not_fit_into_a_frame_does_not_come_round_for_ever(string what)
    {
        await using var app = await CollectorApp.StartAsync();
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (what.Contains("thousand", StringComparison.Ordinal))
            headers = Enumerable.Range(0, 1_000).ToDictionary(i => $"header {i}", object? (i) => new string('x', 70), StringComparer.Ordinal);
        else if (what.Contains("frame", StringComparison.Ordinal))
            headers["large"] = new string('x', 130_000);

        await app.Raw.SendAsync(
            CollectorApp.Queue, "", new BasicProperties { MessageId = $"{Guid.NewGuid()}", ContentType = RawClient.Json, Headers = new Dictionary<string, object?>(headers) }, """{"text":"bad: a megabyte"}"""u8.ToArray());
        await app.UntilStoredAsync(1);
        await app.UntilEmptyAsync(CollectorApp.Queue);
        await app.UntilEmptyAsync(ErrorQueue);

        var letter = app.Store.Letters.ShouldHaveSingleItem();
        letter.ExceptionType.ShouldBe("Messaging.Failures.PermanentFailureException");
        letter.ExceptionMessage!.ShouldStartWith("\u20AC\u20AC\u20AC");
        foreach (var (name, value) in headers)
            letter.Headers[name].ShouldBe(value);
        app.Seen.Texts.ShouldHaveSingleItem();
    }

    private static async Task CrashUntilGivenUpAsync(CollectorApp app)
    {
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await app.Raw.CrashOnOneAsync(CollectorApp.Queue);
                return await app.Raw.CountAsync(BrokersQueue) == 1;
            },
            Patience, "the broker gave the message up", Token);
    }
}
