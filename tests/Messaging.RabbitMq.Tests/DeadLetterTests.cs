using System.Text;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests;

/// <summary>Where a message goes that can't be consumed, and that the others go on.</summary>
public sealed class DeadLetterTests
{
    private const string ErrorQueue = $"{RabbitMqApp.Queue}_error";
    private const string SkippedQueue = $"{RabbitMqApp.Queue}_skipped";
    private const string BrokersDeadLetters = $"{RabbitMqApp.Queue}_dlq";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_broken_body_goes_to_the_error_queue_once_and_byte_for_byte_and_the_next_message_is_consumed()
    {
        await using var app = await RabbitMqApp.StartAsync();
        const string Broken = """{"message": {"text": "cut of""";

        await app.Raw.SendAsync(RabbitMqApp.Queue, Broken, RawClient.Envelope);
        await app.Raw.SendAsync(RabbitMqApp.Queue, """{"text":"next"}""", RawClient.Json);

        await UntilConsumedAsync(app, "next");
        await UntilCountAsync(app, ErrorQueue, 1);
        Encoding.UTF8.GetString((await app.Raw.TakeAsync(ErrorQueue))!.Body.Span).ShouldBe(Broken);
        (await app.Raw.CountAsync(RabbitMqApp.Queue)).ShouldBe(0u);
        app.Seen.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_message_of_an_unknown_type_goes_to_the_error_queue_and_is_not_skipped()
    {
        await using var app = await RabbitMqApp.StartAsync();
        var unknown = $$$"""{"messageId":"{{{Guid.NewGuid()}}}","messageType":["urn:message:Elsewhere:Unheard"],"message":{"text":"unheard"}}""";

        await app.Raw.SendAsync(RabbitMqApp.Queue, unknown, RawClient.Envelope);
        await app.Raw.SendAsync(RabbitMqApp.Queue, """{"text":"next"}""", RawClient.Json);

        await UntilConsumedAsync(app, "next");
        await UntilCountAsync(app, ErrorQueue, 1);
        var letter = (await app.Raw.TakeAsync(ErrorQueue))!;
        Encoding.UTF8.GetString(letter.Body.Span).ShouldBe(unknown);
        Header(letter, "MT-Fault-Message").ShouldContain("No consumer on the queue notes");
        (await app.Raw.CountAsync(SkippedQueue)).ShouldBeNull();
        (await app.Raw.CountAsync(BrokersDeadLetters)).ShouldBe(0u);
    }

    [Fact]
    public async Task A_message_whose_consumer_fails_for_good_goes_to_the_error_queue_with_the_reason()
    {
        await using var app = await RabbitMqApp.StartAsync();

        await app.Raw.SendAsync(RabbitMqApp.Queue, """{"text":"bad"}""", RawClient.Json);

        await UntilCountAsync(app, ErrorQueue, 1);
        Header((await app.Raw.TakeAsync(ErrorQueue))!, "MT-Fault-Message").ShouldBe("as asked");
        app.Seen.ShouldBe(["bad"]);
    }

    [Fact]
    public async Task Plain_JSON_of_any_client_is_consumed_on_a_queue_of_one_type()
    {
        await using var app = await RabbitMqApp.StartAsync();

        await app.Raw.SendAsync(RabbitMqApp.Queue, """{"text":"from outside"}""", RawClient.Json);

        await UntilConsumedAsync(app, "from outside");
    }

    [Fact]
    public async Task A_message_over_its_delivery_limit_ends_among_the_brokers_dead_letters()
    {
        await using var app = await RabbitMqApp.StartAsync(deliveryLimit: 2);
        await app.StopAsync();
        await app.Raw.SendAsync(RabbitMqApp.Queue, """{"text":"deadly"}""", RawClient.Json);

        var deaths = 0;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await app.Raw.CrashOnOneAsync(RabbitMqApp.Queue))
                    deaths++;
                return await app.Raw.CountAsync(BrokersDeadLetters) == 1;
            },
            Patience,
            "the broker gave the message up");

        deaths.ShouldBe(3);
        var letter = (await app.Raw.TakeAsync(BrokersDeadLetters))!;
        Encoding.UTF8.GetString(letter.Body.Span).ShouldBe("""{"text":"deadly"}""");
        Header(letter, "x-first-death-reason").ShouldBe("delivery_limit");
        (await app.Raw.CountAsync(RabbitMqApp.Queue)).ShouldBe(0u);
    }

    private static string Header(BasicGetResult letter, string name) => Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers![name]!);

    private static Task UntilConsumedAsync(RabbitMqApp app, string text) =>
        Eventually.BecomesTrueAsync(() => app.Seen.Contains(text), Patience, $"\"{text}\" was consumed");

    private static Task UntilCountAsync(RabbitMqApp app, string queue, uint count) =>
        Eventually.BecomesTrueAsync(async () => await app.Raw.CountAsync(queue) == count, Patience, $"{queue} had {count} messages");
}
