using System.Collections.Concurrent;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>
/// A partition is given up only when what is in work has ended and is committed: promise 3. On real brokers alone: the mock cluster now and
/// then refuses the commit of a member that it has asked to join again, and the records run once more.
/// </summary>
public sealed class Drain_on_real_Kafka(RealKafka cluster) : KafkaContract(cluster), IClassFixture<RealKafka>
{
    [Fact]
    public async Task Records_in_work_end_before_their_partition_goes_to_another_member_and_run_once()
    {
        var started = new ConcurrentDictionary<string, int>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var setup = NewSetup() with
        {
            Endpoint = e => e.DrainTimeout = TimeSpan.FromSeconds(30),
            Handle = async (context, _) =>
            {
                started.AddOrUpdate(context.Message.Key, 1, (_, times) => times + 1);
                await release.Task.WaitAsync(context.CancellationToken);
            },
        };
        await using var first = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var partition = 0; partition < 4; partition++)
            await client.NoteAsync(setup.Topic, $"k{partition}", 0, partition);
        await UntilAsync(() => started.Count == 4, "a record of each partition was in work");

        await using var second = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => first.Log.Lines.Any(l => l.Id == 3011), "the first member gave partitions up");
        release.SetResult();

        await UntilAsync(() => second.Status.Endpoints[0].Partitions.Count > 0, "the second member had its share");
        await UntilAsync(
            async () =>
            {
                var committed = 0L;
                for (var partition = 0; partition < 4; partition++)
                    committed += await client.CommittedAsync(setup.Group, setup.Topic, partition);
                return committed == 4;
            },
            "all was committed");
        started.Values.ShouldAllBe(times => times == 1);
    }
}
