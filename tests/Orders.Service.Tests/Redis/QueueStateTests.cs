using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Messaging.Depth;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orders.Service.Tests.Operations;
using StackExchange.Redis;

namespace Orders.Service.Tests.Redis;

/// <summary>The queues of all systems in one list, and a backlog as probes and people see it.</summary>
public sealed class QueueStateTests : IAsyncLifetime
{
    private const string List = "orders.tasks";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RedisServer _redis = null!;
    private OperationsService _service = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await TestServers.StartRedisAsync(cancellationToken: Token);
        _service = new OperationsService(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Redis"] = _redis.ConnectionString,
            ["QueueDepth:Interval"] = "00:00:00.200",
        });
        await _service.InitializeAsync();
    }

    [Fact]
    public async Task Every_system_is_listed_and_a_backlog_degrades_its_queue_and_readiness_until_it_is_gone()
    {
        await UntilAsync(
            async () => (await QueuesAsync()).Select(queue => $"{queue["system"]} {queue["name"]}").ToHashSet(StringComparer.Ordinal)
                .IsSupersetOf(["kafka payments.events/orders", "outbox OrdersDbContext", "redis orders.import/orders", $"redis {List}"]),
            "all were measured");
        await UntilAsync(async () => await ReadyAsync() is { Status: "Healthy" }, "nothing waits");

        // In the hands of a consumer of another process, which lives: this service leaves it alone.
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var raw = connection.GetDatabase();
        await raw.StringSetAsync($"{List}:alive:other", "1");
        await raw.SetAddAsync($"{List}:consumers", "other");
        await raw.ListLeftPushAsync($"{List}:processing:other", [.. Enumerable.Repeat((RedisValue)"x", 1_000)]);
        await UntilAsync(async () => await QueueAsync() is { Messages: 1_000, Consumers: 2, State: "Healthy" }, "all of it was counted, and is no backlog yet");

        await raw.ListLeftPushAsync($"{List}:processing:other", "x");
        await UntilAsync(async () => await QueueAsync() is { Messages: 1_001, State: "Degraded" }, "one more is too many");
        await UntilAsync(async () => await ReadyAsync() is { Status: "Degraded" }, "readiness tells");
        var ready = await ReadyAsync();
        ready.Code.ShouldBe(HttpStatusCode.OK);
        ready.Queues.ShouldContain($"redis {List} with 1001 messages of at most 1000");
        Metric(QueueDepthMetrics.Depth).ShouldBe(1_001);
        Metric(QueueDepthMetrics.BackedUp).ShouldBe(1);

        await raw.KeyDeleteAsync($"{List}:processing:other");
        await UntilAsync(async () => await QueueAsync() is { Messages: 0, State: "Healthy" }, "it is gone");
        await UntilAsync(async () => await ReadyAsync() is { Status: "Healthy" }, "readiness tells");
        Metric(QueueDepthMetrics.BackedUp).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private async Task<IReadOnlyList<JsonObject>> QueuesAsync()
    {
        using var response = await _service.SendAsync(HttpMethod.Get, "queues");
        return [.. JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!.AsArray().Select(queue => queue!.AsObject())];
    }

    private async Task<(int Messages, int Consumers, string State)?> QueueAsync() =>
        (await QueuesAsync()).SingleOrDefault(queue => (string)queue["name"]! == List) is { } queue
            ? ((int)queue["messages"]!, (int)queue["consumers"]!, (string)queue["state"]!)
            : null;

    private async Task<(HttpStatusCode Code, string Status, string Queues)> ReadyAsync()
    {
        using var response = await _service.Anybody.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        return (response.StatusCode, (string)answer["status"]!, (string)answer["checks"]!["queues"]!["description"]!);
    }

    /// <summary>What the gauge shows for the list.</summary>
    private long Metric(string name)
    {
        var factory = _service.Services.GetRequiredService<IMeterFactory>();
        var read = new ConcurrentQueue<long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, watching) =>
        {
            if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, factory))
                watching.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Keep(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => Keep(value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return read.ShouldHaveSingleItem();

        void Keep(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Value is List)
                    read.Enqueue(value);
            }
        }
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);
}
