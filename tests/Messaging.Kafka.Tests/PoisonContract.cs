using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Kafka.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Poison;

namespace Messaging.Kafka.Tests;

public abstract class PoisonContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    private static readonly int Records = LongRun.Of(4_000, 100_000);

    [Fact]
    public async Task Each_bad_record_of_the_corpus_is_one_dead_letter_as_it_was_and_the_partition_goes_on()
    {
        var seen = new ConcurrentQueue<int>();
        var setup = NewSetup() with { Handle = Collect(seen) };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        var sent = new List<DeliveryResult<byte[]?, byte[]?>>();
        foreach (var (number, record) in PoisonCorpus.All.Index())
        {
            sent.Add(await client.SendAsync(setup.Topic, record, 0));
            await client.NoteAsync(setup.Topic, "k", 1_000 + number, 0);
        }

        var bad = PoisonCorpus.All.Index().Where(r => r.Item.Kind != PoisonKind.Harmless).ToList();
        bad.Count.ShouldBeGreaterThanOrEqualTo(35);
        await UntilAsync(() => seen.Count(n => n >= 1_000) == sent.Count, "the good record after each bad one was handled");
        seen.Where(n => n >= 1_000).ShouldBe(Enumerable.Range(1_000, sent.Count));
        seen.Count(n => n < 1_000).ShouldBe(sent.Count - bad.Count, "what only looks bad is handled");
        var dead = await client.ReadAsync(setup.DeadLetters, bad.Count);
        dead.Count.ShouldBe(bad.Count);
        foreach (var (letter, (index, record)) in dead.OrderBy(d => long.Parse(d.Header(KafkaHeaders.SourceOffset)!, CultureInfo.InvariantCulture)).Zip(bad))
        {
            letter.Message.Value.ShouldBe(record.Body?.ToArray(), record.Name);
            Encoding.UTF8.GetString(letter.Message.Key!).ShouldBe("k");
            letter.Header(KafkaHeaders.SourceTopic).ShouldBe(setup.Topic);
            letter.Header(KafkaHeaders.SourcePartition).ShouldBe("0");
            letter.Header(KafkaHeaders.SourceOffset).ShouldBe($"{sent[index].Offset.Value}", record.Name);
            letter.Header(KafkaHeaders.SourceTimestamp).ShouldBe($"{RawKafka.Stamp.UnixTimestampMs}");
            letter.Header(KafkaHeaders.ExceptionType).ShouldBe(typeof(PoisonRecordException).FullName);
            letter.Header(KafkaHeaders.ExceptionMessage).ShouldNotBeNullOrEmpty();
            letter.Header(KafkaHeaders.Attempts).ShouldBe("0");
        }
    }

    [Fact]
    public async Task A_dead_letter_keeps_headers_as_they_were_however_bad()
    {
        var setup = NewSetup();
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        var headers = PoisonCorpus.Headers.Where(h => h.Headers.All(pair => !pair.Key.StartsWith(KafkaHeaders.DeadLetterPrefix, StringComparison.Ordinal))).ToList();

        foreach (var record in headers)
            await client.SendAsync(setup.Topic, record with { Body = "not json"u8.ToArray() }, 0);

        var dead = await client.ReadAsync(setup.DeadLetters, headers.Count);
        dead.Count.ShouldBe(headers.Count);
        foreach (var (letter, record) in dead.Zip(headers))
        {
            letter.Message.Headers.Where(h => !h.Key.StartsWith(KafkaHeaders.DeadLetterPrefix, StringComparison.Ordinal))
                .Select(h => (h.Key, Bytes: Text(h.GetValueBytes())))
                .ShouldBe(record.Headers.Select(h => (h.Key, Bytes: Text(h.Value?.ToArray()))), record.Name);
        }

        static string? Text(byte[]? bytes) => bytes is null ? null : Convert.ToHexString(bytes);
    }

    [Fact]
    public async Task Every_hundredth_record_is_poison_and_the_others_keep_the_order_of_their_keys()
    {
        const int Keys = 50;
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                seen.GetOrAdd(context.GetKafkaKey()!, _ => new()).Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        var poison = PoisonCorpus.DeadLetters.Where(p => p.Body is not { Length: > 100_000 }).ToList();

        var sending = new List<Task>();
        var (good, bad) = (0, 0);
        for (var number = 0; number < Records; number++)
        {
            sending.Add(number % 100 == 99
                ? client.SendAsync(setup.Topic, poison[bad++ % poison.Count], key: $"key-{number % Keys}")
                : client.NoteAsync(setup.Topic, $"key-{good % Keys}", good++ / Keys));
            if (sending.Count == 1_000)
            {
                await Task.WhenAll(sending);
                sending.Clear();
            }
        }

        await Task.WhenAll(sending);
        await UntilAsync(() => seen.Values.Sum(q => q.Count) >= good, "the good records were handled");
        seen.Values.Sum(q => q.Count).ShouldBe(good);
        foreach (var numbers in seen.Values)
            numbers.ShouldBe(Enumerable.Range(0, numbers.Count));

        var dead = await client.ReadAsync(setup.DeadLetters, bad);
        dead.Count.ShouldBe(bad);
        dead.Select(d => $"{d.Header(KafkaHeaders.SourcePartition)}@{d.Header(KafkaHeaders.SourceOffset)}").ShouldBeUnique();
    }

    private static Func<MassTransit.ConsumeContext<Note>, IServiceProvider, Task> Collect(ConcurrentQueue<int> seen) => (context, _) =>
    {
        seen.Enqueue(context.Message.Number);
        return Task.CompletedTask;
    };
}

public sealed class Poison_on_the_mock_cluster(MockKafka cluster) : PoisonContract(cluster), IClassFixture<MockKafka>;

public sealed class Poison_on_real_Kafka(RealKafka cluster) : PoisonContract(cluster), IClassFixture<RealKafka>;
