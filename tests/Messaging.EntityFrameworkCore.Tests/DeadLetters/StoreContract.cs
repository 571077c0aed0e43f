using Messaging.DeadLetters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>What collectors rely on, whatever the database: each dead letter once, whole, and none that can't be stored.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private SampleHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_dead_letter_is_kept_with_everything_it_had()
    {
        var letter = Letter("whole") with
        {
            SourceGroup = "group",
            SourcePartition = 3,
            SourceOffset = 5_000_000_000,
            SourceKey = new byte[] { 0, 255, 7 },
            Destination = "queue:notes",
            MessageType = "urn:message:Sample:Note",
            MessageId = Guid.NewGuid(),
            OriginalMessageId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            OrderingKey = "key",
            OrderingSequence = 42,
            StampedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            ExceptionType = "System.InvalidOperationException",
            ExceptionMessage = "why",
            ExceptionStack = "where",
            Attempts = 7,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["text"] = "plain", ["number"] = 42L, ["bytes"] = new byte[] { 1, 2 } },
            Body = new byte[] { 0, 255, 1, 254 },
            ReplayOf = Guid.NewGuid(),
        };

        (await AddAsync(letter)).ShouldBe(1);

        var row = (await _host.DeadLettersAsync()).ShouldHaveSingleItem();
        row.Text("state").ShouldBe("Open");
        (row.Text("source_group"), row.Text("source_partition"), row.Text("source_offset")).ShouldBe(("group", "3", "5000000000"));
        ((byte[])row["source_key"]!).ShouldBe(letter.SourceKey!.Value.ToArray());
        ((byte[])row["body"]!).ShouldBe(letter.Body!.Value.ToArray());
        row.Text("destination").ShouldBe("queue:notes");
        row.Text("message_type").ShouldBe("urn:message:Sample:Note");
        row.Text("message_id").ShouldBe($"{letter.MessageId}");
        row.Text("original_message_id").ShouldBe($"{letter.OriginalMessageId}");
        row.Text("conversation_id").ShouldBe($"{letter.ConversationId}");
        (row.Text("ordering_key"), row.Text("ordering_sequence")).ShouldBe(("key", "42"));
        row["stamped_at"].ShouldNotBeNull();
        (row.Text("exception_type"), row.Text("exception_message"), row.Text("exception_stack")).ShouldBe(("System.InvalidOperationException", "why", "where"));
        row.Text("attempts").ShouldBe("7");
        row.Text("trace_id").ShouldBe("0af7651916cd43dd8448eb211c80319c");
        row.Json("headers").GetProperty("number").GetInt64().ShouldBe(42);
        row.Json("headers").GetProperty("bytes").GetProperty("base64").GetBytesFromBase64().ShouldBe([1, 2]);
        row.Text("replay_of").ShouldBe($"{letter.ReplayOf}");
        row["first_failed_at"].ShouldBe(row["last_failed_at"]);
    }

    [Fact]
    public async Task A_collector_that_repeats_itself_adds_nothing()
    {
        (await AddAsync(Letter("first"), Letter("second"))).ShouldBe(2);

        (await AddAsync(Letter("second"), Letter("third"), Letter("third"))).ShouldBe(1);

        (await _host.DeadLettersAsync()).Select(row => row.Text("source_identity")).ShouldBe(["first", "second", "third"], ignoreOrder: true);
    }

    [Fact]
    public async Task Collectors_that_add_the_same_at_the_same_time_add_it_once()
    {
        var letters = Enumerable.Range(0, 50).Select(i => Letter($"common {i}")).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AddAsync(letters), Token)));

        added.Sum().ShouldBe(letters.Length);
        (await _host.DeadLettersAsync()).Count.ShouldBe(letters.Length);
    }

    [Fact]
    public async Task What_a_stranger_wrote_can_always_be_stored()
    {
        var hostile = "\0\uD800'; drop table dead_letter; --<script>" + new string('\u20AC', 1_000_000);
        var letter = Letter(hostile) with
        {
            Source = hostile,
            SourceGroup = hostile,
            Destination = hostile,
            MessageType = hostile,
            OrderingKey = hostile,
            ExceptionType = hostile,
            ExceptionMessage = hostile,
            ExceptionStack = hostile,
            TraceParent = hostile,
            TraceState = hostile,
            ContentType = hostile,
            Headers = Enumerable.Range(0, 1_000).ToDictionary(i => $"header \0 {i}", object? (_) => "\0\uDFFF", StringComparer.Ordinal),
        };

        (await AddAsync(letter, letter with { SourceIdentity = hostile + "2" })).ShouldBe(2);
        (await AddAsync(letter)).ShouldBe(0);

        var row = (await _host.DeadLettersAsync())[0];
        row.Text("exception_message").ShouldStartWith("\uFFFD\uFFFD'; drop table");
        row.Text("exception_message").Length.ShouldBe(4_000);
        row.Text("exception_stack").Length.ShouldBe(16_000);
        row.Json("headers").EnumerateObject().Count().ShouldBe(1_000);
    }

    private static DeadLetter Letter(string identity) => new() { SourceSystem = "rabbitmq", Source = "notes", SourceIdentity = identity };

    private Task<int> AddAsync(params DeadLetter[] letters) => _host.Services.GetRequiredService<IDeadLetterStore>().AddAsync(letters, Token);
}
