using System.Collections.Concurrent;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>Consumers that take longer over a record than a member may go without a poll: promise 4.</summary>
public sealed class Slow_on_real_Kafka(RealKafka cluster) : KafkaContract(cluster), IClassFixture<RealKafka>
{
    // The shortest session that a broker grants, and no interval may be shorter.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(6);
    private const int Records = 60;
    private const int Assigned = 3010;
    private const int Revoked = 3011;
    private const int Lost = 3012;

    [Fact]
    public async Task A_consumer_slower_than_the_poll_interval_keeps_its_place_though_its_buffer_is_full_and_runs_each_record_once()
    {
        var runs = new ConcurrentQueue<(string Key, int Number)>();
        var setup = NewSetup() with
        {
            Endpoint = e =>
            {
                e.SessionTimeout = Interval;
                // A quarter for each partition.
                e.BufferedRecords = 4 * Records / 3;
                e.Configure(consumer => (consumer.MaxPollIntervalMs, consumer.HeartbeatIntervalMs) = ((int)Interval.TotalMilliseconds, 300));
            },
            Handle = async (context, _) =>
            {
                runs.Enqueue((context.Message.Key, context.Message.Number));
                if (context.Message is { Key: "slow", Number: 0 })
                    await Task.Delay(1.2 * Interval, context.CancellationToken);
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < Records; number++)
            await client.NoteAsync(setup.Topic, "slow", number, 0);

        await UntilAsync(() => app.Status.Endpoints[0].PausedPartitions == 1, "the partition was paused");
        await client.NoteAsync(setup.Topic, "quick", 0, 1);
        await UntilAsync(() => runs.Count == 2, "another key went on");
        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == Records, "all were committed");

        runs.Where(run => run.Key == "slow").Select(run => run.Number).ShouldBe(Enumerable.Range(0, Records));
        app.Log.Lines.Count(line => line.Id == Assigned).ShouldBe(1);
        app.Log.Lines.ShouldNotContain(line => line.Id == Revoked || line.Id == Lost);
        app.Status.Endpoints[0].State.ShouldBe(KafkaEndpointState.Running);
    }
}
