using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MassTransit;
using Messaging.Depth;
using Messaging.Kafka.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

public abstract class WatchingContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    [Fact]
    public async Task Lag_is_known_by_partition_in_records_and_seconds_and_returns_to_zero()
    {
        var open = new TaskCompletionSource();
        var setup = NewSetup() with { Handle = (_, _) => open.Task.WaitAsync(Patience, Token) };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();

        for (var number = 0; number < 30; number++)
            await client.NoteAsync(setup.Topic, "one", number, partition: number % 3);

        await UntilAsync(() => app.Status.Endpoints[0] is { Lag: 30, BufferedRecords: 30, InFlight: 3 }, "the lag was seen");
        var status = app.Status.Endpoints[0];
        status.PartitionStatus.Select(p => p.Lag).ShouldBe([10, 10, 10, 0]);
        status.PartitionStatus.Select(p => p.BufferedRecords).ShouldBe([10, 10, 10, 0]);
        status.PartitionStatus.Select(p => p.InFlight).ShouldBe([1, 1, 1, 0]);
        status.PartitionStatus.ShouldAllBe(p => p.Assigned && (p.LagTime > TimeSpan.Zero) == (p.Lag > 0));
        status.LastPoll.ShouldNotBeNull();

        open.SetResult();
        await UntilAsync(() => app.Status.Endpoints[0] is { Lag: 0, BufferedRecords: 0 }, "the lag was gone");
        app.Status.Endpoints[0].PartitionStatus.ShouldAllBe(p => p.LagTime == TimeSpan.Zero);
    }

    [Fact]
    public async Task A_member_sees_the_lag_of_the_whole_group_and_so_does_the_list_of_queues()
    {
        var open = new TaskCompletionSource();
        var setup = NewSetup() with { Handle = (_, _) => open.Task.WaitAsync(Patience, Token) };
        await using var first = await KafkaApp.StartAsync(setup);
        await using var second = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => first.Status.Endpoints[0].Partitions.Count == 2 && second.Status.Endpoints[0].Partitions.Count == 2, "each had its half");
        using var client = NewClient();

        for (var number = 0; number < 8; number++)
            await client.NoteAsync(setup.Topic, "one", number, partition: number % 4);

        await UntilAsync(() => first.Status.Endpoints[0].Lag == 8 && second.Status.Endpoints[0].Lag == 8, "both saw all of it");
        first.Status.Endpoints[0].PartitionStatus.Count(p => p.Assigned).ShouldBe(2);
        var source = first.Services.GetServices<IQueueDepthSource>().Single(one => one.System == "kafka");
        var depth = (await source.MeasureAsync(Token)).ShouldHaveSingleItem();
        (depth.System, depth.Name, depth.Messages).ShouldBe(("kafka", $"{setup.Topic}/{setup.Group}", 8));
        depth.OldestAge!.Value.ShouldBeGreaterThan(TimeSpan.Zero);

        open.SetResult();
        await UntilAsync(() => first.Status.Endpoints[0].Lag == 0 && second.Status.Endpoints[0].Lag == 0, "the lag was gone");
        depth = (await source.MeasureAsync(Token)).Single();
        (depth.Messages, depth.OldestAge).ShouldBe((0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_member_that_stands_still_is_unhealthy_and_healthy_again_when_it_goes_on()
    {
        var open = new TaskCompletionSource();
        var setup = NewSetup() with
        {
            Endpoint = e => e.StalledAfter = TimeSpan.FromSeconds(1),
            Handle = (_, _) => open.Task.WaitAsync(Patience, Token),
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await UntilAsync(() => IsHealthy(app), "it was healthy at first");

        await client.NoteAsync(setup.Topic, "one", 0, 0);
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Stalled && !IsHealthy(app), "it was seen to stand still");
        open.SetResult();
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running && IsHealthy(app), "it was healthy again");
    }

    [Fact]
    public async Task Instruments_tell_what_is_produced_consumed_and_waiting()
    {
        var open = new TaskCompletionSource();
        var setup = NewSetup() with
        {
            Services = services => services.AddMetrics(),
            Handle = (_, _) => open.Task.WaitAsync(Patience, Token),
        };
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, watching) =>
        {
            if (instrument.Meter is { Name: KafkaMetrics.MeterName, Scope: not null })
                watching.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        await using var app = await KafkaApp.StartAsync(setup);
        await using var scope = app.Services.CreateAsyncScope();

        for (var number = 0; number < 5; number++)
            await scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>().Produce("one", new Note("one", number), Token);

        await UntilAsync(() => Look(KafkaMetrics.Lag) == 5 && Look(KafkaMetrics.InFlight) == 1 && Look(KafkaMetrics.Buffered) == 5, "the gauges were right");
        Look(KafkaMetrics.LagTime).ShouldBeGreaterThan(0);
        Look(KafkaMetrics.Blocked).ShouldBe(0);
        Look(KafkaMetrics.Paused).ShouldBe(0);
        measured.ShouldContainKey(KafkaMetrics.PollAge);
        Look(KafkaMetrics.Sent).ShouldBe(5);
        Look(KafkaMetrics.Consumed).ShouldBe(5);
        measured.ShouldContainKey(KafkaMetrics.OperationDuration);
        measured.ShouldNotContainKey(KafkaMetrics.ProcessDuration);
        open.SetResult();
        await UntilAsync(() => measured.ContainsKey(KafkaMetrics.ProcessDuration) && Look(KafkaMetrics.Lag) == 0, "all was finished");

        // Gauges are asked for again each time; counters add up.
        double Look(string name)
        {
            if (name is not (KafkaMetrics.Sent or KafkaMetrics.Consumed))
                measured[name] = 0;
            listener.RecordObservableInstruments();
            return measured.GetValueOrDefault(name);
        }

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "messaging.destination.name" && (string?)tag.Value == setup.Topic)
                    measured.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        }
    }

    private static bool IsHealthy(KafkaApp app) => app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy;
}

public sealed class Watching_on_the_mock_cluster(MockKafka cluster) : WatchingContract(cluster), IClassFixture<MockKafka>;

public sealed class Watching_on_real_Kafka(RealKafka cluster) : WatchingContract(cluster), IClassFixture<RealKafka>;
