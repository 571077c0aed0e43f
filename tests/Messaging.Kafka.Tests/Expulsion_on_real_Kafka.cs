using Messaging.Kafka.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

/// <summary>Members whom the group throws out while they believe to be in it; nothing is doubled or reordered.</summary>
public sealed class Expulsion_on_real_Kafka(RealKafka cluster) : DatabaseContract(cluster), IClassFixture<RealKafka>
{
    private const int Keys = 8;
    private const int ConsumerFailed = 3017;
    private int _sent;

    [Fact]
    public async Task A_member_that_does_not_poll_for_longer_than_its_interval_comes_back_and_disturbs_nobody()
    {
        using var clock = new StuckClock();
        var setup = DatabaseSetup(_ => null) with { Endpoint = e => e.Configure(consumer => consumer.MaxPollIntervalMs = 6_000) };
        await using var first = await KafkaApp.StartAsync(setup with { Services = services => services.AddSingleton<TimeProvider>(clock) });
        using var client = NewClient();
        await SendAsync(client, setup, 10);
        await UntilAsync(async () => await Database.CountAsync() == _sent * Keys, "the first records took effect");
        await using var second = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => second.Status.Endpoints[0].Partitions.Count == 2, "the other member had its half");

        clock.Stick();
        await SendAsync(client, setup, 10);
        await UntilAsync(() => second.Status.Endpoints[0].Partitions.Count == 4, "the other member had all partitions");
        await UntilAsync(async () => await Database.CountAsync() == _sent * Keys, "the other member went on");

        clock.GoOn();
        await UntilAsync(() => first.Status.Endpoints[0] is { State: KafkaEndpointState.Running, Partitions.Count: 2 }, "it was in the group again");
        await SendAsync(client, setup, 10);
        await OrderedAsync();
    }

    [Fact]
    public async Task Two_members_of_one_static_id_throw_each_other_out_and_double_nothing()
    {
        var setup = DatabaseSetup(_ => null) with { Endpoint = e => e.Configure(consumer => consumer.GroupInstanceId = "twin") };
        await using var first = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await SendAsync(client, setup, 5);
        await UntilAsync(async () => await Database.CountAsync() == _sent * Keys, "the first records took effect");

        var second = await KafkaApp.StartAsync(setup);
        await using (second)
        {
            await UntilAsync(() => Fenced(first), "the first was thrown out");
            await SendAsync(client, setup, 10);
            await UntilAsync(() => Fenced(second), "the second was thrown out");
            await SendAsync(client, setup, 10);
        }

        await SendAsync(client, setup, 5);
        await OrderedAsync();
        await UntilAsync(() => first.Status.Endpoints[0] is { State: KafkaEndpointState.Running, Partitions.Count: 4 }, "the one that is left has all");
    }

    private static bool Fenced(KafkaApp app) => app.Log.Lines.Any(line => line.Id == ConsumerFailed);

    private async Task SendAsync(RawKafka client, Setup setup, int each)
    {
        for (var i = 0; i < each; i++, _sent++)
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => client.NoteAsync(setup.Topic, $"key-{key}", _sent)));
    }

    private async Task OrderedAsync()
    {
        await UntilAsync(async () => await Database.CountAsync() >= _sent * Keys, "all records took effect");
        var taken = await Database.TakenAsync();
        taken.Count.ShouldBe(Keys);
        foreach (var key in taken)
            key.ShouldBe(Enumerable.Range(0, _sent), $"{key.Key} took effect in order, each once");
    }

    /// <summary>A clock that the polling thread gets no answer from for a while.</summary>
    private sealed class StuckClock : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim _going = new(initialState: true);

        public void Stick() => _going.Reset();

        public void GoOn() => _going.Set();

        public override DateTimeOffset GetUtcNow()
        {
            if (Thread.CurrentThread.Name?.StartsWith("kafka ", StringComparison.Ordinal) == true)
                _going.Wait(Patience, CancellationToken.None);
            return base.GetUtcNow();
        }

        public void Dispose() => _going.Dispose();
    }
}
