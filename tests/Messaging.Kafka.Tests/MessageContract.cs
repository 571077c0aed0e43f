using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MassTransit;
using Messaging.Inbox;
using Messaging.Kafka.Tests.Support;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

public abstract class MessageContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task What_a_consumer_publishes_reaches_the_bus_by_its_context_and_by_an_injected_endpoint()
    {
        var setup = NewSetup() with
        {
            Handle = async (context, scope) =>
            {
                await context.Publish(new NoteSeen("context", context.Message.Number), context.CancellationToken);
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new NoteSeen("injected", context.Message.Number), context.CancellationToken);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        await client.NoteAsync(setup.Topic, "k", 5);

        await UntilAsync(() => app.Seen.All.Count == 2, "both were published");
        app.Seen.All.Select(s => s.Key).Order().ShouldBe(["context", "injected"]);
    }

    [Fact]
    public async Task A_record_is_known_by_its_own_id_or_by_its_position()
    {
        var seen = new ConcurrentDictionary<int, (Guid? Id, MessageIdentity Identity, KafkaRecord Record)>();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                context.TryGetPayload(out MessageIdentity? identity).ShouldBeTrue();
                seen[context.Message.Number] = (context.MessageId, identity!, context.GetKafkaRecord()!);
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        var (id, original) = (Guid.NewGuid(), Guid.NewGuid());

        await client.SendAsync(setup.Topic, "k", Body(0), 0, ("message-id", $"{id}"), ("message-stamp", "1700000000123"));
        await client.SendAsync(setup.Topic, "k", Body(1), 0, ("message-id", $"{id}"), ("original-message-id", $"{original}"));
        await client.SendAsync(setup.Topic, "k", Body(2), 0);
        await client.SendAsync(setup.Topic, "k", Body(3), 0, ("message-id", "not a uuid"));
        await UntilAsync(() => seen.Count == 4, "all were handled");

        seen[0].Id.ShouldBe(id);
        seen[0].Identity.ShouldBe(new MessageIdentity(id, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123)));
        seen[1].Id.ShouldBe(id);
        seen[1].Identity.ShouldBe(new MessageIdentity(original, null));
        seen[2].Identity.ShouldBe(new MessageIdentity(seen[2].Id!.Value, seen[2].Record.Timestamp));
        seen[3].Id.ShouldNotBe(seen[2].Id);
        seen[2].Record.Offset.ShouldBe(2);
    }

    [Fact]
    public async Task The_senders_trace_is_continued()
    {
        var trace = new TaskCompletionSource<(string Id, string? State)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var setup = NewSetup() with
        {
            Handle = (_, _) =>
            {
                trace.TrySetResult((Activity.Current!.TraceId.ToHexString(), Activity.Current.TraceStateString));
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        await client.SendAsync(setup.Topic, "k", Body(0), null, ("traceparent", Trace), ("tracestate", "vendor=1"));

        (await trace.Task.WaitAsync(Patience, Token)).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "vendor=1"));
    }

    [Fact]
    public async Task A_producer_without_an_outbox_sends_at_once_with_the_agreed_headers()
    {
        var setup = NewSetup();
        await using var app = await KafkaApp.StartAsync(setup);
        await using var scope = app.Services.CreateAsyncScope();
        var producer = scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>();
        var id = Guid.CreateVersion7();

        await producer.Produce("k", new Note("k", 1, NoteKind.Urgent), o => { o.MessageId = id; o.Headers["mine"] = 7; }, Token);

        using var client = NewClient();
        var record = (await client.ReadAsync(setup.Topic, 1)).ShouldHaveSingleItem().Message;
        var headers = record.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes()));
        headers["message-id"].ShouldBe(id.ToString());
        headers["message-type"].ShouldBe("urn:message:Messaging.Kafka.Tests.Support:Note");
        headers["ordering-key"].ShouldBe("k");
        headers["mine"].ShouldBe("7");
        long.Parse(headers["message-stamp"]).ShouldBeGreaterThan(1_700_000_000_000);
        Encoding.UTF8.GetString(record.Key!).ShouldBe("k");
        JsonDocument.Parse(record.Value!).RootElement.GetProperty("kind").GetString().ShouldBe("Urgent");
        await Should.ThrowAsync<NotSupportedException>(
            () => producer.Produce("k", new Note("k", 2), o => o.Delay = TimeSpan.FromSeconds(1), Token));
    }

    [Fact]
    public async Task A_producer_in_a_scope_with_an_outbox_hands_the_message_to_it_and_the_relay_sends_it()
    {
        var outbox = new KeptMessages();
        var setup = NewSetup() with { Services = services => services.AddScoped<ITransactionalOutbox>(_ => outbox) };
        await using var app = await KafkaApp.StartAsync(setup);
        await using var scope = app.Services.CreateAsyncScope();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>()
            .Produce("order-1", new Note("order-1", 1), o => o.Delay = TimeSpan.FromMinutes(1), Token);

        var kept = outbox.Messages.ShouldHaveSingleItem();
        kept.Destination.ShouldBe(new Uri($"topic:{setup.Topic}"));
        kept.OrderingKey.ShouldBe("order-1");
        kept.ContentType.ShouldBe("application/json");
        kept.Delay.ShouldBe(TimeSpan.FromMinutes(1));
        kept.TraceParent.ShouldBe(activity.Id);

        var transport = app.Services.GetServices<IOutboxTransport>().Single(t => t.Handles(kept.Destination));
        await transport.SendAsync(kept with { OrderingSequence = 42, StampedAt = DateTimeOffset.FromUnixTimeMilliseconds(1700000000000) }, Token);
        using var client = NewClient();
        var headers = (await client.ReadAsync(setup.Topic, 1)).ShouldHaveSingleItem().Message.Headers
            .ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes()));
        headers["ordering-sequence"].ShouldBe("42");
        headers["message-stamp"].ShouldBe("1700000000000");
        headers["traceparent"].ShouldBe(activity.Id);
        headers["message-id"].ShouldBe(kept.MessageId.ToString());
    }

    private static string Body(int number) => $$"""{"key":"k","number":{{number}}}""";

    private sealed class KeptMessages : ITransactionalOutbox
    {
        public ConcurrentQueue<OutboxMessage> Messages { get; } = new();

        public void Add(OutboxMessage message) => Messages.Enqueue(message);
    }
}

public sealed class Message_on_the_mock_cluster(MockKafka cluster) : MessageContract(cluster), IClassFixture<MockKafka>;

public sealed class Message_on_real_Kafka(RealKafka cluster) : MessageContract(cluster), IClassFixture<RealKafka>;
