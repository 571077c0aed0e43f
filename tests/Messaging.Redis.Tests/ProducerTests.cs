using System.Collections.Concurrent;
using System.Text.Json;
using Messaging.Outbox;
using Messaging.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis.Tests;

public sealed class ProducerTests(RedisFixture fixture) : RedisContract(fixture)
{
    [Fact]
    public async Task What_we_add_Python_reads_by_its_group_with_the_agreed_fields()
    {
        await using var services = Services();
        await using var scope = services.CreateAsyncScope();
        var id = Guid.CreateVersion7();

        await scope.ServiceProvider.GetRequiredService<IStreamProducer<Note>>().Produce(
            new Note("k", 1, NoteKind.Urgent), options => (options.MessageId, options.OrderingKey, options.Fields["mine"]) = (id, "k", 7), Token);

        var read = JsonDocument.Parse(await Python.RunAsync(
            Server,
            $$"""
            r.xgroup_create('{{Name}}', 'py', id='0')
            entry = r.xreadgroup('py', 'one', {'{{Name}}': '>'}, count=10)[0][1][0]
            r.xack('{{Name}}', 'py', entry[0])
            print(json.dumps({k.decode(): v.decode() for k, v in entry[1].items()}))
            """,
            Token)).RootElement;
        read.GetProperty("message-id").GetString().ShouldBe(id.ToString());
        read.GetProperty("message-type").GetString().ShouldBe("urn:message:Messaging.Redis.Tests.Support:Note");
        read.GetProperty("ordering-key").GetString().ShouldBe("k");
        read.GetProperty("content-type").GetString().ShouldBe("application/json");
        read.GetProperty("mine").GetString().ShouldBe("7");
        JsonDocument.Parse(read.GetProperty("data").GetString()!).RootElement.GetProperty("kind").GetString().ShouldBe("Urgent");
    }

    [Fact]
    public async Task What_we_add_our_own_consumer_reads_without_being_told_where_the_message_is()
    {
        var seen = new ConcurrentQueue<Note>();
        await using var app = await RedisApp.StartAsync<Note>(Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (context, _) =>
        {
            seen.Enqueue(context.Message);
            return Task.CompletedTask;
        });
        await using var services = Services();
        await using var scope = services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<IStreamProducer<Note>>().Produce(new Note("k", 5), Token);

        await UntilAsync(() => seen.Count == 1, "it was consumed");
        seen.Single().ShouldBe(new Note("k", 5));
    }

    [Fact]
    public async Task In_a_scope_with_an_outbox_the_message_is_handed_to_it_and_the_relay_adds_it()
    {
        var outbox = new KeptMessages();
        await using var services = Services(collection => collection.AddScoped<ITransactionalOutbox>(_ => outbox));
        await using var scope = services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<IStreamProducer<Note>>().Produce(
            new Note("k", 1), options => (options.OrderingKey, options.Delay) = ("order-1", TimeSpan.FromMinutes(1)), Token);

        (await Raw.KeyExistsAsync(Name)).ShouldBeFalse();
        var kept = outbox.Messages.ShouldHaveSingleItem();
        (kept.OrderingKey, kept.Delay, kept.Destination).ShouldBe(("order-1", TimeSpan.FromMinutes(1), new Uri($"redis-stream:{Name}")));
        var transport = services.GetServices<IOutboxTransport>().Single(one => one.Handles(kept.Destination));
        await transport.SendAsync(kept with { OrderingSequence = 42, StampedAt = DateTimeOffset.FromUnixTimeMilliseconds(1700000000000) }, Token);
        var entry = (await Raw.StreamRangeAsync(Name)).Single();
        ((string?)entry["ordering-sequence"], (string?)entry["message-stamp"]).ShouldBe(("42", "1700000000000"));
    }

    [Fact]
    public async Task A_delay_without_an_outbox_is_refused()
    {
        await using var services = Services();
        await using var scope = services.CreateAsyncScope();
        var producer = scope.ServiceProvider.GetRequiredService<IStreamProducer<Note>>();

        await Should.ThrowAsync<NotSupportedException>(() => producer.Produce(new Note("k", 1), options => options.Delay = TimeSpan.FromSeconds(1), Token));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => producer.Produce(new Note("k", 1), options => options.Delay = TimeSpan.FromSeconds(-1), Token));
    }

    private ServiceProvider Services(Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddRedisMessaging(Server);
        services.AddStreamProducer<Note>(Name);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class KeptMessages : ITransactionalOutbox
    {
        public ConcurrentQueue<OutboxMessage> Messages { get; } = new();

        public void Add(OutboxMessage message) => Messages.Enqueue(message);
    }
}
