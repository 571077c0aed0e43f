using System.Collections.Concurrent;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>
/// A partition is given up only when what is in work has ended and is committed: promise 3. On real brokers alone: the mock cluster now and
/// then refuses the commit of a member that it has asked to join again, and the records run once more.
/// </summary>
public sealed class Drain_on_real_Kafka(RealKafka cluster) : DatabaseContract(cluster), IClassFixture<RealKafka>
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

    [Fact]
    public async Task What_is_in_work_when_the_deadline_passes_is_rolled_back_and_runs_with_the_next_member_and_what_was_finished_is_committed()
    {
        var hanging = 0;
        // No commit but the ones that a member makes when it takes a partition up and when it gives it up.
        var setup = DatabaseSetup(_ => null) with
        {
            Endpoint = e => (e.DrainTimeout, e.CommitInterval) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
        };
        await using var first = await KafkaApp.StartAsync(setup with
        {
            Handle = async (context, scope) =>
            {
                await NotesDatabase.TakeAsync(context, scope);
                if (context.Message.Number == 0)
                    return;

                Interlocked.Increment(ref hanging);
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            },
        });
        using var client = NewClient();
        for (var partition = 0; partition < 4; partition++)
        {
            await client.NoteAsync(setup.Topic, $"k{partition}", 0, partition);
            await client.NoteAsync(setup.Topic, $"k{partition}", 1, partition);
        }

        await UntilAsync(async () => hanging == 4 && await Database.CountAsync() == 4, "a record of each partition was finished and one in work");
        await using var second = await KafkaApp.StartAsync(setup);

        await UntilAsync(async () => await Database.CountAsync() == 6, "what was in work took effect with the second member");
        first.Log.Lines.ShouldContain(line => line.Id == 3014);
        var moved = second.Status.Endpoints[0].Partitions;
        moved.Count.ShouldBe(2);
        var taken = await Database.TakenAsync();
        for (var partition = 0; partition < 4; partition++)
        {
            taken[$"k{partition}"].ShouldBe(moved.Contains(partition) ? [0, 1] : [0]);
            if (moved.Contains(partition))
                (await client.CommittedAsync(setup.Group, setup.Topic, partition)).ShouldBe(1);
        }
    }
}
