using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Messaging.Failures;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

public abstract class FailureContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    [Fact]
    public async Task Poison_becomes_a_dead_letter_once_with_its_bytes_and_headers_and_the_partition_goes_on()
    {
        string?[] poison = ["{ not json", "", null, """{"key":7,"number":"x"}""", "null", "[]", """{"key":"k"}""", """{"key":"k","number":1,"kind":"Unheard"}"""];
        var seen = new ConcurrentQueue<int>();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < poison.Length; number++)
        {
            await client.SendAsync(setup.Topic, "k", poison[number], 0, ("kept", "as it was"), (KafkaHeaders.SourceTopic, "forged"));
            await client.NoteAsync(setup.Topic, "k", number, 0);
        }

        await UntilAsync(() => seen.Count == poison.Length, "the good records were handled");
        seen.ShouldBe(Enumerable.Range(0, poison.Length));
        var dead = await client.ReadAsync(setup.DeadLetters, poison.Length);
        dead.Select(d => d.Message.Value is null ? null : Encoding.UTF8.GetString(d.Message.Value)).ShouldBe(poison);
        dead.ShouldAllBe(d => Encoding.UTF8.GetString(d.Message.Key!) == "k" && Header(d, "kept") == "as it was");
        Header(dead[3], KafkaHeaders.SourceTopic).ShouldBe(setup.Topic);
        Header(dead[3], KafkaHeaders.SourcePartition).ShouldBe("0");
        Header(dead[3], KafkaHeaders.SourceOffset).ShouldBe("6");
        Header(dead[3], KafkaHeaders.ExceptionType).ShouldBe(typeof(PoisonRecordException).FullName);
        Header(dead[3], KafkaHeaders.Attempts).ShouldBe("0");
        dead[3].Message.Headers.Count(h => h.Key == KafkaHeaders.SourceTopic).ShouldBe(1);
    }

    [Fact]
    public async Task A_permanent_failure_becomes_a_dead_letter_at_once_and_the_key_goes_on()
    {
        var tries = 0;
        var after = new TaskCompletionSource();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                if (context.Message.Number != 0)
                {
                    after.TrySetResult();
                    return Task.CompletedTask;
                }

                Interlocked.Increment(ref tries);
                throw new PermanentFailureException("No such note.");
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await client.NoteAsync(setup.Topic, "k", 1, 0);

        await after.Task.WaitAsync(Patience, Token);
        tries.ShouldBe(1);
        var dead = (await client.ReadAsync(setup.DeadLetters, 1)).ShouldHaveSingleItem();
        Header(dead, KafkaHeaders.ExceptionType).ShouldBe(typeof(PermanentFailureException).FullName);
        Header(dead, KafkaHeaders.ExceptionMessage).ShouldBe("No such note.");
        Header(dead, KafkaHeaders.Attempts).ShouldBe("1");
    }

    [Fact]
    public async Task A_transient_failure_blocks_its_key_alone_until_it_works_and_keeps_the_order()
    {
        var healthy = false;
        var tries = 0;
        var seen = new ConcurrentQueue<(string Key, int Number)>();
        var setup = NewSetup() with
        {
            Handle = (context, _) =>
            {
                if (context.Message is { Key: "sick", Number: 0 } && !Volatile.Read(ref healthy))
                {
                    Interlocked.Increment(ref tries);
                    throw new TimeoutException("The warehouse does not answer.");
                }

                seen.Enqueue((context.Message.Key, context.Message.Number));
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 5; number++)
        {
            await client.NoteAsync(setup.Topic, "sick", number, 0);
            await client.NoteAsync(setup.Topic, "well", number, 0);
        }

        await UntilAsync(() => Volatile.Read(ref tries) >= 4 && seen.Count(s => s.Key == "well") == 5, "the key was tried again and the other went on");
        seen.ShouldAllBe(s => s.Key == "well");
        app.Status.Endpoints[0].BlockedRecords.ShouldBe(1);
        app.Log.Lines.ShouldContain(l => l.Id == 3030);

        Volatile.Write(ref healthy, true);
        await UntilAsync(() => seen.Count == 10, "the key went on");
        seen.Where(s => s.Key == "sick").Select(s => s.Number).ShouldBe(Enumerable.Range(0, 5));
        app.Status.Endpoints[0].BlockedRecords.ShouldBe(0);
    }

    [Fact]
    public async Task Offsets_are_not_committed_past_an_unfinished_record_and_another_member_reads_it_again()
    {
        var never = new TaskCompletionSource();
        var first = new ConcurrentQueue<string>();
        var second = new ConcurrentQueue<string>();
        var setup = NewSetup() with
        {
            Endpoint = e => e.DrainTimeout = TimeSpan.FromSeconds(1),
            Handle = async (context, _) =>
            {
                if (context.Message.Number == 3)
                    await never.Task.WaitAsync(Patience, Token);
                first.Enqueue(context.Message.Key);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < 10; number++)
            await client.NoteAsync(setup.Topic, $"k{number}", number, 0);

        await UntilAsync(() => first.Count == 9, "all but one were handled");
        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 3, "what is before it was committed");
        await app.StopAsync();
        (await client.CommittedAsync(setup.Group, setup.Topic, 0)).ShouldBe(3);

        await using var other = await KafkaApp.StartAsync(setup with
        {
            Handle = (context, _) =>
            {
                second.Enqueue(context.Message.Key);
                return Task.CompletedTask;
            },
        });
        await UntilAsync(() => second.Count == 7, "the rest was read again");
        second.Order().ShouldBe(Enumerable.Range(3, 7).Select(n => $"k{n}"));
        never.SetResult();
    }

    [Fact]
    public async Task A_tombstone_is_a_message_for_an_endpoint_that_wants_it()
    {
        var seen = new ConcurrentQueue<Note>();
        var setup = NewSetup() with
        {
            Endpoint = e => e.OnTombstone(key => new Note(key, -1)),
            Handle = (context, _) =>
            {
                seen.Enqueue(context.Message);
                return Task.CompletedTask;
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        await client.SendAsync(setup.Topic, "gone", null);

        await UntilAsync(() => seen.Count == 1, "the tombstone was handled");
        seen.Single().ShouldBe(new Note("gone", -1));
    }

    private static string? Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}

public sealed class Failure_on_the_mock_cluster(MockKafka cluster) : FailureContract(cluster), IClassFixture<MockKafka>;

public sealed class Failure_on_real_Kafka(RealKafka cluster) : FailureContract(cluster), IClassFixture<RealKafka>;
