using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using MassTransit;
using Messaging.Inbox;
using Messaging.Redis.Tests.Support;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed class StreamMessageTests(RedisFixture fixture) : RedisContract(fixture)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task A_field_map_of_Python_is_a_message_and_is_acknowledged_after_its_effect()
    {
        var seen = new ConcurrentQueue<Note>();
        await using var app = await RedisApp.StartAsync<Note>(
            Server,
            (redis, common) => redis.StreamEndpoint<Note>(Name, Group, e => { e.JsonMember("tags"); common(e); }),
            async (context, _) =>
            {
                (await PendingAsync()).ShouldBe(1);
                seen.Enqueue(context.Message);
            });

        var id = await Python.RunAsync(
            Server, $$"""print(r.xadd('{{Name}}', {'key': 'k', 'number': 7, 'kind': 'Urgent', 'seen': 'true', 'tags': json.dumps(['a', 'b']), 'other': 'x'}).decode())""", Token);

        await UntilAsync(() => seen.Count == 1, "the entry was consumed");
        var note = seen.Single();
        (note.Key, note.Number, note.Kind, note.Seen).ShouldBe(("k", 7, NoteKind.Urgent, true));
        note.Tags.ShouldBe(["a", "b"]);
        await UntilAsync(async () => await PendingAsync() == 0, "it was acknowledged");
        (await Raw.StreamRangeAsync(Name)).Single().Id.ToString().ShouldBe(id);
    }

    [Fact]
    public async Task A_JSON_field_by_name_is_the_message()
    {
        var seen = new ConcurrentQueue<Note>();
        await using var app = await RedisApp.StartAsync<Note>(
            Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, e => { e.ValueField = "payload"; common(e); }), Keep(seen));

        await Raw.StreamAddAsync(Name, [new("noise", "1"), new("payload", """{"key":"k","number":3}""")]);

        await UntilAsync(() => seen.Count == 1, "the entry was consumed");
        seen.Single().ShouldBe(new Note("k", 3));
    }

    [Fact]
    public async Task Raw_text_and_raw_bytes_are_the_value_as_it_is()
    {
        var texts = new ConcurrentQueue<RawText>();
        var bytes = new ConcurrentQueue<RawBytes>();
        await using var first = await RedisApp.StartAsync<RawText>(Server, (redis, common) => redis.StreamEndpoint<RawText>(Name, "texts", common), Keep(texts));
        await using var second = await RedisApp.StartAsync<RawBytes>(Server, (redis, common) => redis.StreamEndpoint<RawBytes>(Name, "bytes", common), Keep(bytes));

        await Raw.StreamAddAsync(Name, "anything", "plain ünïcode");

        await UntilAsync(() => texts.Count == 1 && bytes.Count == 1, "both groups have it");
        texts.Single().Value.ShouldBe("plain ünïcode");
        Encoding.UTF8.GetString(bytes.Single().Value.Span).ShouldBe("plain ünïcode");
    }

    [Fact]
    public async Task An_entry_is_known_by_its_own_id_or_by_its_position_in_this_stream()
    {
        var seen = new ConcurrentDictionary<int, (Guid? Id, MessageIdentity Identity, RedisEntry Entry)>();
        await using var app = await RedisApp.StartAsync<Note>(Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (context, _) =>
        {
            context.TryGetPayload(out MessageIdentity? identity).ShouldBeTrue();
            seen[context.Message.Number] = (context.MessageId, identity!, context.GetRedisEntry()!);
            return Task.CompletedTask;
        });
        var (id, original) = (Guid.NewGuid(), Guid.NewGuid());

        await NoteAsync("k", 0, new("message-id", $"{id}"), new("message-stamp", "1700000000123"));
        await NoteAsync("k", 1, new("message-id", $"{id}"), new("original-message-id", $"{original}"));
        await NoteAsync("k", 2);
        await NoteAsync("k", 3, new NameValueEntry("message-id", "order-17"));
        await NoteAsync("k", 4, new NameValueEntry("message-id", "order-17"));
        await UntilAsync(() => seen.Count == 5, "all were consumed");

        seen[0].Identity.ShouldBe(new MessageIdentity(id, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123)));
        seen[1].Id.ShouldBe(id);
        seen[1].Identity.MessageId.ShouldBe(original);
        seen[2].Id.ShouldBe(seen[2].Identity.MessageId);
        seen[2].Identity.StampedAt!.Value.ToUnixTimeMilliseconds().ToString().ShouldBe(seen[2].Entry.Id.Split('-')[0]);
        seen[3].Identity.MessageId.ShouldBe(seen[4].Identity.MessageId);
        seen[3].Identity.MessageId.ShouldNotBe(seen[2].Identity.MessageId);

        // The same position in a stream that was deleted and made anew is another message.
        var before = seen[2];
        await app.StopAsync();
        await Raw.KeyDeleteAsync(Name);
        seen.Clear();
        await using var again = await RedisApp.StartAsync<Note>(Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (context, _) =>
        {
            context.TryGetPayload(out MessageIdentity? identity);
            seen[context.Message.Number] = (context.MessageId, identity!, context.GetRedisEntry()!);
            return Task.CompletedTask;
        });
        await UntilAsync(async () => await Raw.KeyExistsAsync(Name), "the stream was made anew");
        await Raw.StreamAddAsync(Name, [new("key", "k"), new("number", 2)], before.Entry.Id);
        await UntilAsync(() => seen.Count == 1, "it was consumed");
        seen[2].Entry.Id.ShouldBe(before.Entry.Id);
        seen[2].Identity.MessageId.ShouldNotBe(before.Identity.MessageId);
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
        await using var app = await RedisApp.StartAsync<Note>(Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (_, _) =>
        {
            trace.TrySetResult((Activity.Current!.TraceId.ToHexString(), Activity.Current.TraceStateString));
            return Task.CompletedTask;
        });

        await NoteAsync("k", 0, new("traceparent", Trace), new("tracestate", "vendor=1"));

        (await trace.Task.WaitAsync(Patience, Token)).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "vendor=1"));
    }

    [Fact]
    public async Task A_type_of_System_is_refused_with_what_to_use_instead()
    {
        var exception = await Should.ThrowAsync<NotSupportedException>(() => RedisApp.StartAsync<Note>(
            Server, (redis, _) => redis.StreamEndpoint<string>(Name, Group, _ => { }), (_, _) => Task.CompletedTask));
        exception.Message.ShouldContain(nameof(RawText));
    }

    private static Func<ConsumeContext<T>, IServiceProvider, Task> Keep<T>(ConcurrentQueue<T> seen)
        where T : class => (context, _) =>
    {
        seen.Enqueue(context.Message);
        return Task.CompletedTask;
    };
}
