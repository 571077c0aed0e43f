using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Messaging.Json;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests.Foreign;

/// <summary>A client of another language, both ways, for each kind of exchange.</summary>
public sealed class ExchangesAndPikaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _heard = new();

    [Fact]
    public async Task Topic_from_pika_and_a_star_is_one_word_where_a_hash_is_any_number()
    {
        var uri = await NewHostAsync();
        await using var app = await ReplicaHost.StartAsync(uri, (_, bus) =>
        {
            Listen(bus, "audit", endpoint => endpoint.BindExchange("orders.topic", ExchangeKind.Topic, "orders.#"));
            Listen(bus, "shallow", endpoint => endpoint.BindExchange("orders.topic", ExchangeKind.Topic, "orders.*"));
        });

        var pika = new Pika(uri);
        await pika.RunAsync("publish", "orders.topic", "orders.a.b", """{"text":"deep"}""");
        await pika.RunAsync("publish", "orders.topic", "orders.a", """{"text":"flat"}""");
        await pika.RunAsync("publish", "orders.topic", "orders", """{"text":"bare"}""");

        await UntilHeardAsync("audit deep", "audit flat", "audit bare", "shallow flat");
    }

    [Fact]
    public async Task Direct_from_pika_and_only_the_severities_that_a_queue_is_bound_to()
    {
        var uri = await NewHostAsync();
        await using var app = await ReplicaHost.StartAsync(uri, (_, bus) =>
        {
            Listen(bus, "alerts", endpoint => endpoint.BindExchange("orders.severity", ExchangeKind.Direct, "warning", "error"));
            Listen(bus, "all", endpoint => endpoint.BindExchange("orders.severity", ExchangeKind.Direct, "info", "warning", "error"));
        });

        var pika = new Pika(uri);
        foreach (var severity in new[] { "info", "warning", "error" })
            await pika.RunAsync("publish", "orders.severity", severity, $$"""{"text":"{{severity}}"}""");

        await UntilHeardAsync("all info", "all warning", "all error", "alerts warning", "alerts error");
    }

    [Fact]
    public async Task Fan_out_from_pika_and_from_the_topic_that_feeds_it_reaches_every_replica()
    {
        var uri = await NewHostAsync();
        await using var one = await ReplicaHost.StartAsync(uri, (_, bus) => Replica(bus, "one"));
        await using var two = await ReplicaHost.StartAsync(uri, (_, bus) => Replica(bus, "two"));

        var pika = new Pika(uri);
        await pika.RunAsync("publish", "orders.announcements", "", """{"text":"all"}""");
        await pika.RunAsync("publish", "orders.topic", "orders.x", """{"text":"fed"}""");

        await UntilHeardAsync("one all", "two all", "one fed", "two fed");
        await one.DisposeAsync();
        // Exclusive: nothing is left behind to fill up.
        var server = await TestServers.GetRabbitMqAsync();
        await Eventually.BecomesTrueAsync(
            async () => !(await server.RunCtlAsync(["list_queues", "-p", new Uri(uri).AbsolutePath[1..], "name", "--silent"])).Contains("replica-one", StringComparison.Ordinal),
            Patience, "the queue of the replica that has stopped is gone");

        void Replica(IRabbitMqBusFactoryConfigurator bus, string name) =>
            bus.ReceiveEndpoint($"replica-{name}", endpoint =>
            {
                endpoint.UseReplicaQueue();
                endpoint.BindExchange("orders.announcements", ExchangeKind.FanOut, exchange => exchange.FeedFrom("orders.topic", ExchangeKind.Topic, "#"));
                endpoint.UsePlainJson(oneType: true);
                endpoint.DiscardFaultedMessages();
                endpoint.Handler<Note>(context => Heard(name, context.Message));
            });
    }

    [Theory]
    [InlineData(ExchangeKind.Topic, "notes.*", "notes.new")]
    [InlineData(ExchangeKind.Direct, "error", "error")]
    [InlineData(ExchangeKind.FanOut, "", "")]
    public async Task Ours_are_plain_JSON_for_pika_on_a_durable_queue_with_prefetch_1_and_manual_acknowledgement(string kind, string binding, string key)
    {
        var uri = await NewHostAsync();
        var pika = new Pika(uri);
        await pika.RunAsync("declare", "pikas", "--exchange", "shop", kind, "--key", binding);
        await using var app = await ReplicaHost.StartAsync(uri, (_, bus) =>
        {
            bus.Message<Note>(message => message.SetEntityName("shop"));
            bus.Publish<Note>(exchange => exchange.ExchangeType = kind);
        });

        foreach (var text in new[] { "first", "second", "third" })
        {
            await app.Bus.Publish(new Note(text), context =>
            {
                context.AsPlainJson(JsonSerializerOptions.Web);
                context.SetRoutingKey(key);
            }, TestContext.Current.CancellationToken);
        }

        // It holds one and sees no other; it dies, and the message comes again.
        (await pika.RunAsync("crash", "pikas")).ShouldBe(["""{"text":"first"}"""]);
        (await pika.RunAsync("consume", "pikas", "3")).ShouldBe(
            [$$"""True {{key}} {"text":"first"}""", $$"""False {{key}} {"text":"second"}""", $$"""False {{key}} {"text":"third"}"""]);
    }

    [Fact]
    public async Task What_expires_or_is_left_over_on_pikas_queue_goes_through_its_dead_letter_exchange_and_what_expires_on_ours_through_ours()
    {
        var uri = await NewHostAsync();
        var pika = new Pika(uri);
        await pika.RunAsync("declare", "short", "--ttl", "500", "--dlx", "dead");
        await pika.RunAsync("publish", "", "short", """{"text":"late"}""");
        (await pika.RunAsync("consume", "dead.queue", "1")).ShouldBe(["""False short {"text":"late"}"""]);

        await using (await ReplicaHost.StartAsync(uri, (_, bus) => Listen(bus, "notes", _ => { })))
        {
        }

        await pika.RunAsync("publish", "", "notes", """{"text":"expired"}""", "--expiration", "500");
        (await pika.RunAsync("consume", "notes_dlq", "1")).ShouldBe(["""False notes {"text":"expired"}"""]);
    }

    private static async Task<string> NewHostAsync() =>
        await (await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken)).CreateVirtualHostAsync(TestContext.Current.CancellationToken);

    private void Listen(IRabbitMqBusFactoryConfigurator bus, string queue, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.UseDurableQueue(queue);
            endpoint.UsePlainJson(oneType: true);
            configure(endpoint);
            endpoint.Handler<Note>(context => Heard(queue, context.Message));
        });

    private Task Heard(string where, Note note)
    {
        _heard.Enqueue($"{where} {note.Text}");
        return Task.CompletedTask;
    }

    /// <summary>Exactly these: one that comes later than another but should not come at all would be before the last.</summary>
    private async Task UntilHeardAsync(params string[] expected)
    {
        await Eventually.BecomesTrueAsync(() => _heard.Count >= expected.Length, Patience, $"{expected.Length} were heard");
        _heard.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }
}
