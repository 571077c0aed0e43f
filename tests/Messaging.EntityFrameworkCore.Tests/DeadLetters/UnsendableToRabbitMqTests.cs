using System.Text;
using Messaging.EntityFrameworkCore.Tests.Metrics;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>Every way in which RabbitMQ does not take a message: it ends as a dead letter, and others do not notice.</summary>
public sealed class UnsendableToRabbitMqTests
{
    private const string NoteQueue = "queue:take-note";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_send_that_reaches_no_queue_is_returned_tried_again_and_then_a_dead_letter()
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));

        await app.SendAsync("queue:nowhere", "lost", key: "a");
        await app.SendAsync(NoteQueue, "fine", key: "a");
        await app.UntilTakenAsync("fine");
        var letter = await app.DeadLetterAsync();

        letter.Text("exception_type").ShouldBe("MassTransit.MessageReturnedException");
        letter.Text("attempts").ShouldBe($"{RabbitMqSends.Limit}");
        letter.Text("destination").ShouldEndWith("/nowhere");
        letter.Text("message_type").ShouldBe("urn:message:Messaging.EntityFrameworkCore.Tests:TakeNote");
        Encoding.UTF8.GetString((byte[])letter["body"]!).ShouldContain("\"lost\"");
    }

    [Fact]
    public async Task A_response_whose_requester_is_gone_is_dropped_after_the_last_attempt_and_one_to_a_durable_queue_is_a_dead_letter()
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));
        using var dropped = new Measurements(app.Host.Services);

        await app.SendAsync("exchange:gone-requester?temporary=true", "too late", requestId: Guid.NewGuid());
        await app.SendAsync("exchange:a-durable-one", "wanted", requestId: Guid.NewGuid());
        await app.SendAsync("exchange:gone?temporary=true", "asked by nobody");
        await Eventually.BecomesTrueAsync(async () => await app.Host.OutboxCountAsync() == 0, RabbitMqSends.Patience, "all three were given up", Token);

        var letters = await app.Host.DeadLettersAsync();
        letters.Select(letter => letter.Text("destination")!.Split('/')[^1]).ShouldBe(["a-durable-one", "gone?temporary=true"], ignoreOrder: true);
        dropped.Sum(TransactionalMessagingMetrics.ResponsesDropped).ShouldBe(1);
    }

    [Fact]
    public async Task A_publish_without_a_subscriber_is_fine()
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));

        await app.PublishAsync(new Unheard("who cares"));
        await app.SendAsync(NoteQueue, "last");
        await app.UntilTakenAsync("last");
        await Eventually.BecomesTrueAsync(async () => await app.Host.OutboxCountAsync() == 0, RabbitMqSends.Patience, "the outbox was empty", Token);

        (await app.Host.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_publish_of_a_type_that_must_be_routed_is_treated_like_a_send()
    {
        await using var app = await RabbitMqSends.StartAsync(
            await TestServers.GetRabbitMqAsync(Token), options => options.MustBeRouted<Unheard>());

        await app.PublishAsync(new Unheard("somebody must"));
        await app.PublishAsync(new NoteTaken("has a subscriber"));
        var letter = await app.DeadLetterAsync();

        letter.Text("exception_type").ShouldBe("MassTransit.MessageReturnedException");
        letter.Text("message_type").ShouldBe("urn:message:Messaging.EntityFrameworkCore.Tests.DeadLetters:Unheard");
        app.Host.Received.Texts.ShouldContain("has a subscriber");
    }

    [Fact]
    public async Task An_exchange_of_another_kind_is_the_fault_of_its_message_alone()
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));
        await app.DeclareExchangeAsync("other-kind", "topic");

        await app.SendAsync("exchange:other-kind", "misaddressed");
        var sent = await SendUntilBuriedAsync(app);

        (await app.DeadLetterAsync()).Text("exception_message").ShouldContain("inequivalent arg 'type' for exchange 'other-kind'");
        foreach (var text in sent)
            await app.UntilTakenAsync(text);
    }

    [Fact]
    public async Task A_message_larger_than_the_broker_takes_closes_the_channel_but_costs_no_other_an_attempt()
    {
        await using var server = await TestServers.StartRabbitMqAsync(new ServerSettings { ["max_message_size"] = "100000" }, Token);
        await using var app = await RabbitMqSends.StartAsync(server);

        await app.SendAsync(NoteQueue, new string('x', 200_000));
        var sent = await SendUntilBuriedAsync(app);

        var letter = await app.DeadLetterAsync();
        letter.Text("exception_message").ShouldContain("larger than");
        ((byte[])letter["body"]!).Length.ShouldBeGreaterThan(200_000);
        foreach (var text in sent)
            await app.UntilTakenAsync(text);
    }

    [Fact]
    public async Task Headers_over_which_the_broker_would_close_the_connection_are_not_sent()
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));

        await app.AddAsync(bus => To(bus, "take-note") with { Headers = new Dictionary<string, object?> { ["large"] = new string('x', 200_000) } });
        await app.SendAsync(NoteQueue, "fine");
        await app.UntilTakenAsync("fine");
        var letter = await app.DeadLetterAsync();

        letter.Text("exception_type").ShouldBe("Messaging.Outbox.MessageRefusedException");
        letter.Json("headers").GetProperty("large").GetString()!.Length.ShouldBe(200_000);
    }

    [Theory]
    [InlineData("nowhere:at-all", "text/plain", "nowhere")]
    [InlineData("http://127.0.0.1:1/elsewhere", "text/plain", "http")]
    [InlineData(null, "not a media type", "")]
    public async Task What_no_transport_can_make_a_message_of_is_a_dead_letter_too(string? destination, string contentType, string reason)
    {
        await using var app = await RabbitMqSends.StartAsync(await TestServers.GetRabbitMqAsync(Token));

        await app.AddAsync(bus =>
        {
            var message = To(bus, "take-note") with { ContentType = contentType };
            return destination is null ? message : message with { Destination = new Uri(destination) };
        });
        await app.SendAsync(NoteQueue, "fine");
        await app.UntilTakenAsync("fine");

        (await app.DeadLetterAsync()).Text("exception_message").ShouldContain(reason, Case.Insensitive);
    }

    /// <summary>Others use the channel all the time; what was under way when it closed must come through without a counted attempt.</summary>
    private static async Task<IReadOnlyList<string>> SendUntilBuriedAsync(RabbitMqSends app)
    {
        var sent = new List<string>();
        while ((await app.Host.DeadLettersAsync()).Count == 0 && sent.Count < 2_000)
        {
            sent.Add($"other {sent.Count}");
            await app.SendAsync(NoteQueue, sent[^1]);
            (await app.CountAsync("select count(*) from messaging.outbox_message where attempts > 0 and position('\"other ' in convert_from(body, 'UTF8')) > 0")).ShouldBe(0);
        }

        return sent;
    }

    private static Messaging.Outbox.OutboxMessage To(Uri bus, string queue) =>
        SampleHost.TopicMessage("", "text") with { Destination = new Uri(bus, queue) };
}
