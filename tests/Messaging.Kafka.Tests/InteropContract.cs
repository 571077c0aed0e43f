using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Messaging.Inbox;
using Messaging.Kafka.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

public abstract class InteropContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private const string Produce =
        """
        import sys
        from kafka import KafkaProducer
        servers, topic, trace = sys.argv[1:4]
        # Its default is to give up at once, and a topic that was just created may still change its leader.
        producer = KafkaProducer(bootstrap_servers=servers.split(','), api_version=(2, 5, 0), retries=20)
        producer.send(topic, key=b'order-1', value=b'{"key":"python","number":1}', headers=[('traceparent', trace.encode()), ('mine', b'kept')]).get(30)
        producer.send(topic, key=b'order-1', value=b'{"key":"python","number":2,"kind":"Urgent"}').get(30)
        """;

    private const string Consume =
        """
        import sys, json
        from kafka import KafkaConsumer
        servers, topic = sys.argv[1:3]
        consumer = KafkaConsumer(topic, bootstrap_servers=servers.split(','), auto_offset_reset='earliest', consumer_timeout_ms=30000, api_version=(2, 5, 0))
        record = next(consumer)
        print(json.dumps({'key': record.key.decode(), 'value': json.loads(record.value), 'headers': {name: value.decode() for name, value in record.headers}}))
        """;

    private const string Partitions =
        """
        import sys
        from kafka.partitioner.default import murmur2
        for line in sys.stdin.buffer.read().decode().split('\n'):
            print((murmur2(line.encode()) & 0x7fffffff) % int(sys.argv[1]))
        """;

    [Fact]
    public async Task Records_of_kcat_are_consumed_deduplicated_by_position_and_in_order()
    {
        var seen = new ConcurrentQueue<(string Key, int Number, MessageIdentity Identity, KafkaRecord Record)>();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                context.TryGetPayload(out MessageIdentity? identity).ShouldBeTrue();
                seen.Enqueue((context.GetKafkaKey()!, context.Message.Number, identity!, context.GetKafkaRecord()!));
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);

        await Command.RunAsync(
            "kcat", string.Concat(Enumerable.Range(0, 20).Select(n => $$"""order-1|{"key":"kcat","number":{{n}}}""" + "\n")),
            "-b", Servers, "-t", setup.Topic, "-P", "-K", "|");

        await UntilAsync(() => seen.Count == 20, "all were consumed");
        seen.Select(s => s.Number).ShouldBe(Enumerable.Range(0, 20));
        seen.ShouldAllBe(s => s.Key == "order-1");
        seen.Select(s => s.Identity.MessageId).ShouldBeUnique();
        seen.ShouldAllBe(s => s.Identity.MessageId != Guid.Empty && s.Identity.StampedAt == s.Record.Timestamp);
    }

    [Fact]
    public async Task Records_of_Python_are_consumed_and_their_trace_goes_on()
    {
        var seen = new ConcurrentDictionary<int, (string Trace, Note Note, object? Mine)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                context.ReceiveContext.TransportHeaders.TryGetHeader("mine", out var mine);
                seen[context.Message.Number] = (Activity.Current!.TraceId.ToHexString(), context.Message, mine);
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);

        await Command.PythonAsync(Produce, Servers, setup.Topic, Trace);

        await UntilAsync(() => seen.Count == 2, "both were consumed");
        seen[1].ShouldBe(("0af7651916cd43dd8448eb211c80319c", new Note("python", 1), "kept"));
        seen[2].Note.Kind.ShouldBe(NoteKind.Urgent);
    }

    [Fact]
    public async Task What_is_produced_is_plain_JSON_with_the_agreed_headers_for_Python_and_kcat()
    {
        var setup = NewSetup();
        await using var app = await KafkaApp.StartAsync(setup);
        var id = Guid.CreateVersion7();
        await ProduceAsync(app, "order-1", new Note("ours", 1, NoteKind.Urgent), options => options.MessageId = id);

        var record = JsonDocument.Parse(await Command.PythonAsync(Consume, Servers, setup.Topic)).RootElement;
        record.GetProperty("key").GetString().ShouldBe("order-1");
        record.GetProperty("value").GetProperty("number").GetInt32().ShouldBe(1);
        record.GetProperty("value").GetProperty("kind").GetString().ShouldBe("Urgent");
        var headers = record.GetProperty("headers");
        headers.GetProperty("message-id").GetString().ShouldBe(id.ToString());
        headers.GetProperty("message-type").GetString().ShouldBe("urn:message:Messaging.Kafka.Tests.Support:Note");
        headers.GetProperty("ordering-key").GetString().ShouldBe("order-1");

        var line = await Command.RunAsync("kcat", "", "-b", Servers, "-t", setup.Topic, "-C", "-e", "-q", "-f", "%k %s\n");
        line.Trim().ShouldStartWith("order-1 {\"key\":\"ours\",\"number\":1,\"kind\":\"Urgent\"");
    }

    [Fact]
    public async Task A_thousand_keys_land_in_the_partitions_where_Python_puts_them()
    {
        var setup = NewSetup() with { Partitions = 12 };
        await using var app = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running, "the topic was there");
        var keys = Enumerable.Range(0, 997).Select(n => (n % 3) switch { 0 => $"order-{n}", 1 => $"{Guid.NewGuid()}", _ => $"schlüssel {n} \u4e16" })
            .Concat(["0", "a", new string('x', 1_000)]).ToList();
        await Task.WhenAll(keys.Select(key => ProduceAsync(app, key, new Note(key, 1))));
        using var client = NewClient();
        var records = await client.ReadAsync(setup.Topic, keys.Count);
        var partitions = HasTopicAdministration ? 12 : 4;

        var python = (await Command.RunAsync("/usr/bin/python3", string.Join('\n', keys), "-c", Partitions, $"{partitions}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

        var ours = records.ToDictionary(r => System.Text.Encoding.UTF8.GetString(r.Message.Key!), r => r.Partition.Value);
        ours.Count.ShouldBe(1_000);
        keys.Select(key => ours[key]).ShouldBe(python);
        ours.Values.Distinct().Count().ShouldBe(partitions);
    }

    [Fact]
    public async Task A_fixed_partition_takes_messages_of_all_keys()
    {
        var setup = NewSetup();
        await using var app = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running, "the topic was there");

        for (var number = 0; number < 20; number++)
            await ProduceAsync(app, $"key-{number}", new Note($"key-{number}", number), options => options.Partition = 3);

        using var client = NewClient();
        var records = await client.ReadAsync(setup.Topic, 20);
        records.ShouldAllBe(r => r.Partition.Value == 3);
        records.Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Key!)).ShouldBe(Enumerable.Range(0, 20).Select(n => $"key-{n}"));
        var nowhere = await Should.ThrowAsync<KafkaDeliveryException>(() => ProduceAsync(app, "k", new Note("k", 1), options => options.Partition = 99));
        nowhere.Code.ShouldBe(Confluent.Kafka.ErrorCode.Local_UnknownPartition);
    }

    private static async Task ProduceAsync(KafkaApp app, string key, Note note, Action<ProduceOptions>? configure = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>().Produce(key, note, configure ?? (_ => { }), Token);
    }
}

public sealed class Interop_on_the_mock_cluster(MockKafka cluster) : InteropContract(cluster), IClassFixture<MockKafka>;

public sealed class Interop_on_real_Kafka(RealKafka cluster) : InteropContract(cluster), IClassFixture<RealKafka>;
