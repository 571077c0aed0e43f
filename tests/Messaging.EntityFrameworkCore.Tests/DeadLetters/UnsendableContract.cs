using System.Text;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>What becomes of a row that can't be sent, whatever the database.</summary>
public abstract class UnsendableContract : IAsyncLifetime
{
    private const int Limit = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SampleHost _host = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(
        await DatabaseAsync(), configure: options =>
        {
            options.MaxSendAttempts = Limit;
            options.MinRetryDelay = TimeSpan.FromMilliseconds(200);
        });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_row_that_is_refused_at_every_attempt_becomes_a_dead_letter_with_everything_it_had()
    {
        var attempts = 0;
        Refuse(message => message.OrderingKey == "poison", () => Interlocked.Increment(ref attempts));
        var message = SampleHost.TopicMessage("poison", "\0 any bytes \uFFFF") with
        {
            Body = new byte[] { 0, 255, 1, 254, 10 },
            ContentType = "application/octet-stream",
            MessageType = "urn:message:Sample:Poison",
            Headers = new Dictionary<string, object?> { ["text"] = "plain", ["number"] = 42L, ["flag"] = true, ["nul"] = "a\0b", ["quote"] = "\"'\\\u2028" },
            Properties = new Dictionary<string, object?> { ["routing-key"] = "a.b", ["mt-conversation-id"] = "0198c5a0-0000-7000-8000-000000000001" },
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            TraceState = "vendor=1",
        };

        await ProduceAsync(message);
        await Until(async () => (await _host.DeadLettersAsync()).Count == 1);

        attempts.ShouldBe(Limit);
        (await _host.OutboxCountAsync()).ShouldBe(0);
        var letter = (await _host.DeadLettersAsync()).Single();
        Guid.Parse(letter.Text("id")).Version.ShouldBe(7);
        letter.Text("state").ShouldBe("Open");
        (letter.Text("source_system"), letter.Text("source")).ShouldBe(("outbox", "outbox"));
        letter.Text("source_identity").ShouldNotBeEmpty();
        letter.Text("destination").ShouldBe("topic:notes");
        letter.Text("ordering_key").ShouldBe("poison");
        letter["ordering_sequence"].ShouldNotBeNull();
        letter["stamped_at"].ShouldNotBeNull();
        letter.Text("message_type").ShouldBe("urn:message:Sample:Poison");
        letter.Text("message_id").ShouldBe(message.MessageId.ToString());
        letter.Text("original_message_id").ShouldBe(message.OriginalMessageId.ToString());
        letter.Text("conversation_id").ShouldBe("0198c5a0-0000-7000-8000-000000000001");
        letter.Text("content_type").ShouldBe("application/octet-stream");
        ((byte[])letter["body"]!).ShouldBe(message.Body.ToArray());
        letter.Json("headers").GetProperty("text").GetString().ShouldBe("plain");
        letter.Json("headers").GetProperty("number").GetInt64().ShouldBe(42);
        letter.Json("headers").GetProperty("flag").GetBoolean().ShouldBeTrue();
        letter.Json("headers").GetProperty("quote").GetString().ShouldBe("\"'\\\u2028");
        letter.Json("headers").GetProperty("nul").GetProperty("base64").GetBytesFromBase64().ShouldBe("a\0b"u8.ToArray());
        letter.Json("properties").GetProperty("routing-key").GetString().ShouldBe("a.b");
        letter.Text("trace_id").ShouldBe("0af7651916cd43dd8448eb211c80319c");
        letter.Text("trace_parent").ShouldBe(message.TraceParent);
        letter.Text("trace_state").ShouldBe("vendor=1");
        letter.Text("exception_type").ShouldBe(typeof(InvalidDataException).FullName);
        letter.Text("exception_message").ShouldBe("refused \uFFFD, as asked");
        letter.Text("exception_stack").ShouldContain(nameof(UnsendableContract));
        letter.Text("attempts").ShouldBe($"{Limit}");
        Comparer<object>.Default.Compare(letter["first_failed_at"], letter["last_failed_at"]).ShouldBeLessThan(0);
        _host.Log.Lines.Count(line => line is { Level: LogLevel.Error, Id: 2206 } && line.Text.Contains(letter.Text("id"), StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Its_successor_of_the_same_key_waits_for_the_dead_letter_and_goes_then_while_others_flow()
    {
        Refuse(message => Body(message) == "poison 1");
        foreach (var text in new[] { "poison 1", "poison 2", "free 1", "free 2" })
            await ProduceAsync(SampleHost.TopicMessage(text.Split(' ')[0], text));

        await Until(() => _host.Topic.Confirmed.Count == 3);

        _host.Topic.Texts.ShouldBe(["free 1", "free 2", "poison 2"]);
        (await _host.DeadLettersAsync()).ShouldHaveSingleItem().Text("ordering_key").ShouldBe("poison");
    }

    [Theory]
    [InlineData("destination = 'not an address'")]
    [InlineData("headers = '[not, json'")]
    [InlineData("headers = '[1, 2]'")]
    [InlineData("properties = ''")]
    public async Task A_row_that_can_not_even_be_read_fails_alone_and_becomes_a_dead_letter(string damage)
    {
        await ProduceAsync(SampleHost.TopicMessage("broken", "broken") with { Delay = TimeSpan.FromSeconds(1) });
        await _host.DamageAsync(damage, "ordering_key = 'broken'");
        await ProduceAsync(SampleHost.TopicMessage("whole", "whole"));

        await Until(async () => (await _host.DeadLettersAsync()).Count == 1);
        await ProduceAsync(SampleHost.TopicMessage("whole", "whole again"));
        await Until(() => _host.Topic.Confirmed.Count == 2);

        var letter = (await _host.DeadLettersAsync()).Single();
        ((byte[])letter["body"]!).ShouldBe("broken"u8.ToArray());
        letter.Text("exception_message").ShouldContain("can't be read");
        if (damage.StartsWith("headers", StringComparison.Ordinal))
            letter.Json("headers").GetProperty("unreadable").GetProperty("base64").GetBytesFromBase64().ShouldBe(Encoding.UTF8.GetBytes(damage[11..^1]));
        _host.Topic.Texts.ShouldBe(["whole", "whole again"]);
    }

    [Fact]
    public async Task A_transport_that_is_away_makes_no_dead_letter_however_long()
    {
        var looks = 0;
        _host.Topic.Before = (_, _) => Interlocked.Increment(ref looks) <= 2 * Limit
            ? throw new Messaging.Outbox.TransportUnavailableException("away, as asked")
            : Task.CompletedTask;
        for (var i = 0; i < 2 * Limit; i++)
            await ProduceAsync(SampleHost.TopicMessage($"key {i}", $"{i}"));

        await Until(() => _host.Topic.Confirmed.Count == 2 * Limit);

        looks.ShouldBeGreaterThan(2 * Limit);
        (await _host.DeadLettersAsync()).ShouldBeEmpty();
    }

    private static string Body(OutboxMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private void Refuse(Predicate<OutboxMessage> poison, Action? called = null) =>
        _host.Topic.Before = (message, _) =>
        {
            if (!poison(message))
                return Task.CompletedTask;
            called?.Invoke();
            throw new InvalidDataException("refused \0, as asked");
        };

    private Task ProduceAsync(OutboxMessage message) =>
        _host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(message);
            await context.SaveChangesAsync();
        });

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static Task Until(Func<Task<bool>> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages had gone where they belong");
}
