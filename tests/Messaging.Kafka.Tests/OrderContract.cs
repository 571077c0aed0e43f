using System.Collections.Concurrent;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

public abstract class OrderContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    [Fact]
    public async Task Records_of_a_key_run_one_by_one_in_order_while_other_keys_run_beside_them()
    {
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        var working = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        var together = new TaskCompletionSource();
        var setup = NewSetup() with
        {
            Handle = async (context, _) =>
            {
                var key = context.GetKafkaKey()!;
                if (working.AddOrUpdate(key, 1, (_, n) => n + 1) > 1)
                    Interlocked.Increment(ref overlaps);
                if (working.Count(w => w.Value > 0) >= 3)
                    together.TrySetResult();

                await together.Task.WaitAsync(Patience, Token);
                seen.GetOrAdd(key, _ => new()).Enqueue(context.Message.Number);
                working.AddOrUpdate(key, 0, (_, n) => n - 1);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 20; number++)
        {
            for (var key = 0; key < 6; key++)
                await client.NoteAsync(setup.Topic, $"key-{key}", number, partition: key % 2);
        }

        await UntilAsync(() => seen.Values.Sum(q => q.Count) >= 120, "all records were handled");
        overlaps.ShouldBe(0);
        foreach (var numbers in seen.Values)
            numbers.ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task A_slow_key_does_not_hold_other_keys_of_its_partition()
    {
        var slow = new TaskCompletionSource();
        var done = new ConcurrentQueue<string>();
        var setup = NewSetup() with
        {
            Handle = async (context, _) =>
            {
                if (context.Message.Key == "slow")
                    await slow.Task.WaitAsync(Patience, Token);
                done.Enqueue(context.Message.Key);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        await client.NoteAsync(setup.Topic, "slow", 0, partition: 0);
        for (var number = 0; number < 50; number++)
            await client.NoteAsync(setup.Topic, $"quick-{number % 5}", number, partition: 0);

        await UntilAsync(() => done.Count == 50, "the other keys were handled");
        done.ShouldNotContain("slow");
        slow.SetResult();
        await UntilAsync(() => done.Count == 51, "the slow key was handled");
    }

    [Fact]
    public async Task Records_without_a_key_keep_the_order_of_their_partition()
    {
        var seen = new ConcurrentQueue<int>();
        var setup = NewSetup() with
        {
            Handle = async (context, _) =>
            {
                await Task.Yield();
                seen.Enqueue(context.Message.Number);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 100; number++)
            await client.NoteAsync(setup.Topic, null, number, partition: 1);

        await UntilAsync(() => seen.Count == 100, "all records were handled");
        seen.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task A_full_buffer_pauses_and_loses_nothing()
    {
        var open = new TaskCompletionSource();
        var seen = new ConcurrentQueue<int>();
        var setup = NewSetup() with
        {
            Endpoint = e => e.BufferedRecords = 80,
            Handle = async (context, _) =>
            {
                await open.Task.WaitAsync(Patience, Token);
                seen.Enqueue(context.Message.Number);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 200; number++)
            await client.NoteAsync(setup.Topic, "one", number, partition: 2);

        await UntilAsync(() => app.Status.Endpoints[0].PausedPartitions == 1, "the partition was paused");
        app.Status.Endpoints[0].BufferedRecords.ShouldBeLessThan(30);
        open.SetResult();
        await UntilAsync(() => seen.Count == 200, "all records were handled");
        seen.ShouldBe(Enumerable.Range(0, 200));
    }
}

public sealed class Order_on_the_mock_cluster(MockKafka cluster) : OrderContract(cluster), IClassFixture<MockKafka>;

public sealed class Order_on_real_Kafka(RealKafka cluster) : OrderContract(cluster), IClassFixture<RealKafka>
{
    [Fact]
    public async Task A_buffer_full_of_bytes_pauses_as_well_however_few_records_they_are()
    {
        const int Sent = 60, Size = 10_000;
        var open = new TaskCompletionSource();
        var seen = new ConcurrentQueue<int>();
        var setup = NewSetup() with
        {
            // A quarter for each partition: ten records.
            Endpoint = e => e.BufferedBytes = 4 * 10 * Size,
            Handle = async (context, _) =>
            {
                await open.Task.WaitAsync(Patience, Token);
                seen.Enqueue(context.Message.Number);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        var filling = new string('x', Size);
        for (var number = 0; number < Sent; number++)
            await client.SendAsync(setup.Topic, "one", $$"""{"key":"one","number":{{number}},"text":"{{filling}}"}""", partition: 2);

        await UntilAsync(() => app.Status.Endpoints[0].PausedPartitions == 1, "the partition was paused");
        app.Status.Endpoints[0].BufferedRecords.ShouldBeInRange(8, 14);
        open.SetResult();
        await UntilAsync(() => seen.Count == Sent, "all records were handled");
        seen.ShouldBe(Enumerable.Range(0, Sent));
    }
}
