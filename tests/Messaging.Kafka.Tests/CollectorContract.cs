using System.Text;
using Confluent.Kafka;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.Kafka.Tests.Support;
using Messaging.Testing.Poison;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

public abstract class CollectorContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    private readonly DeadLetterShelf _shelf = new();

    [Fact]
    public async Task A_dead_letter_is_collected_with_everything_that_is_known_of_it()
    {
        var setup = Collecting() with { Handle = (_, _) => throw new PermanentFailureException("No such note.") };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        var id = Guid.NewGuid();

        await client.SendAsync(
            setup.Topic, "k", """{"key":"k","number":1}""", 2, ("message-id", $"{id}"), ("message-stamp", "1700000000123"), ("ordering-sequence", "7"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("mine", "kept"));
        await client.SendAsync(setup.Topic, "k", null, 2);
        await client.SendAsync(setup.Topic, null, "", 2);

        await UntilAsync(() => _shelf.Letters.Count == 3, "all were collected");
        var letter = _shelf.Letters[0];
        letter.SourceSystem.ShouldBe("kafka");
        letter.Source.ShouldBe(setup.Topic);
        letter.SourceGroup.ShouldBe(setup.Group);
        (letter.SourcePartition, letter.SourceOffset).ShouldBe((2, 0));
        Encoding.UTF8.GetString(letter.SourceKey!.Value.Span).ShouldBe("k");
        letter.MessageId.ShouldBe(id);
        letter.OriginalMessageId.ShouldBe(id);
        letter.MessageType.ShouldBe("urn:message:Messaging.Kafka.Tests.Support:Note");
        letter.OrderingKey.ShouldBe("k");
        letter.OrderingSequence.ShouldBe(7);
        letter.StampedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123));
        letter.ExceptionType.ShouldBe(typeof(PermanentFailureException).FullName);
        letter.ExceptionMessage.ShouldBe("No such note.");
        letter.Attempts.ShouldBe(1);
        letter.TraceParent.ShouldBe("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        letter.Headers["mine"].ShouldBe("kept");
        letter.Headers.Keys.ShouldNotContain(name => name.StartsWith("dlt-", StringComparison.Ordinal));
        Encoding.UTF8.GetString(letter.Body!.Value.Span).ShouldBe("""{"key":"k","number":1}""");
        var tombstone = _shelf.Letters[1];
        tombstone.Body.ShouldBeNull();
        _shelf.Letters[2].SourceKey.ShouldBeNull();
        _shelf.Letters[2].Body!.Value.Length.ShouldBe(0);
        tombstone.MessageId.ShouldNotBeNull("a record without an id is known by its position");
        tombstone.OriginalMessageId.ShouldBe(tombstone.MessageId);
    }

    [Fact]
    public async Task The_times_of_failure_are_those_that_the_record_carries_and_not_that_of_its_collection()
    {
        var setup = Collecting();
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        (string, string)[] source = [(KafkaHeaders.SourceTopic, setup.Topic), (KafkaHeaders.SourcePartition, "0")];

        await client.SendAsync(setup.DeadLetters, null, "known", 0, [.. source, (KafkaHeaders.SourceOffset, "1"), (KafkaHeaders.FirstFailedAt, "1700000000000"), (KafkaHeaders.LastFailedAt, "1700000600000")]);
        await client.SendAsync(setup.DeadLetters, null, "forged", 0, [.. source, (KafkaHeaders.SourceOffset, "2"), (KafkaHeaders.FirstFailedAt, "-1"), (KafkaHeaders.LastFailedAt, "9223372036854775807")]);
        await UntilAsync(() => _shelf.Letters.Count == 2, "both were collected");

        var known = _shelf.Letters.Single(letter => letter.SourceOffset == 1);
        (known.FirstFailedAt, known.LastFailedAt).ShouldBe((DateTimeOffset.FromUnixTimeMilliseconds(1700000000000), DateTimeOffset.FromUnixTimeMilliseconds(1700000600000)));
        var forged = _shelf.Letters.Single(letter => letter.SourceOffset == 2);
        forged.FirstFailedAt.ShouldBe(forged.LastFailedAt);
        forged.LastFailedAt!.Value.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task What_is_collected_twice_is_kept_once_wherever_the_collector_is_killed()
    {
        var setup = Collecting() with { Handle = (_, _) => throw new PermanentFailureException("No such note.") };
        const int Letters = 20;
        using var client = NewClient();

        // Before the store's commit.
        var stuck = new TaskCompletionSource();
        _shelf.BeforeCommit = async cancellationToken =>
        {
            stuck.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await DieAsync(setup, stuck, async () =>
        {
            for (var number = 0; number < Letters; number++)
                await client.NoteAsync(setup.Topic, "k", number, 0);
        });
        _shelf.Letters.ShouldBeEmpty();

        // After the store's commit and before the offset's.
        var committed = new TaskCompletionSource();
        _shelf.BeforeCommit = _ => Task.CompletedTask;
        _shelf.AfterCommit = async cancellationToken =>
        {
            committed.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await DieAsync(setup, committed, () => Task.CompletedTask);
        var before = _shelf.Letters.Count;
        before.ShouldBeGreaterThan(0);

        // The store's commit gets no answer.
        var tries = 0;
        _shelf.AfterCommit = _ => ++tries == 1 ? throw new TimeoutException("No answer to COMMIT.") : Task.CompletedTask;
        await using (var app = await KafkaApp.StartAsync(setup))
        {
            await UntilAsync(() => tries > 1 && _shelf.Letters.Count == Letters, "all were collected");
            var group = setup.Group + ".dead-letters";
            await UntilAsync(async () => await client.CommittedAsync(group, setup.DeadLetters, 0) >= 1 || !HasTopicAdministration, "the offset was committed");
        }

        _shelf.Letters.Select(l => l.SourceOffset).ShouldBe(Enumerable.Range(0, Letters).Select(n => (long?)n));
        _shelf.Offered.ShouldBeGreaterThanOrEqualTo(Letters + (2 * before), "records did come again");
    }

    [Fact]
    public async Task The_whole_corpus_and_what_others_wrote_to_the_topic_are_collected()
    {
        var setup = Collecting();
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        foreach (var record in PoisonCorpus.DeadLetters)
            await client.SendAsync(setup.Topic, record, 0);
        foreach (var record in PoisonCorpus.Headers)
            await client.SendAsync(setup.Topic, record with { Body = "not json"u8.ToArray() }, 0);
        await client.SendAsync(setup.DeadLetters, null, "written by hand");
        await client.SendAsync(
            setup.DeadLetters, null, "forged", null, (KafkaHeaders.SourceTopic, "elsewhere"), (KafkaHeaders.SourcePartition, "1"), (KafkaHeaders.SourceOffset, "1"));

        var expected = PoisonCorpus.DeadLetters.Count + PoisonCorpus.Headers.Count;
        await UntilAsync(() => _shelf.Letters.Count == expected + 2, "all were collected");
        _shelf.Letters.Count(l => l.Source == setup.Topic).ShouldBe(expected);
        _shelf.Letters.Where(l => l.Source == setup.Topic).Select(l => l.SourceOffset).ShouldBeUnique();
        _shelf.Letters.ShouldContain(l => l.Source == setup.DeadLetters);
        _shelf.Letters.ShouldContain(l => l.Source == "elsewhere");
    }

    [Fact]
    public async Task Members_share_the_work_and_a_store_that_is_away_loses_nothing()
    {
        var healthy = false;
        _shelf.BeforeCommit = _ => Volatile.Read(ref healthy) ? Task.CompletedTask : throw new TimeoutException("The database does not answer.");
        var setup = Collecting() with { Handle = (_, _) => throw new PermanentFailureException("No such note.") };
        await using var first = await KafkaApp.StartAsync(setup);
        await using var second = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 40; number++)
            await client.NoteAsync(setup.Topic, $"k{number}", number);
        await UntilAsync(() => first.Log.Lines.Concat(second.Log.Lines).Any(l => l.Id == 3033), "the outage was noticed");
        _shelf.Letters.ShouldBeEmpty();
        Volatile.Write(ref healthy, true);

        await UntilAsync(() => _shelf.Letters.Count == 40, "all were collected");
    }

    private static async Task DieAsync(Setup setup, TaskCompletionSource point, Func<Task> feed)
    {
        await using var app = await KafkaApp.StartAsync(setup);
        await feed();
        await point.Task.WaitAsync(Patience, Token);
    }

    private Setup Collecting() => NewSetup() with
    {
        Services = services => services.AddSingleton<IDeadLetterStore>(_shelf),
        Kafka = kafka =>
        {
            kafka.CollectDeadLetters();
            kafka.ConfigureConsumer(consumer => consumer.SessionTimeoutMs = 6_000);
        },
    };
}

public sealed class Collector_on_the_mock_cluster(MockKafka cluster) : CollectorContract(cluster), IClassFixture<MockKafka>;

public sealed class Collector_on_real_Kafka(RealKafka cluster) : CollectorContract(cluster), IClassFixture<RealKafka>;
