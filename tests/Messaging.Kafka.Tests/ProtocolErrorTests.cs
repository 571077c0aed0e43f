using System.Collections.Concurrent;
using Confluent.Kafka;
using Messaging.Kafka.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Mock;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

/// <summary>What brokers may answer, and how they may go: nothing is lost, nothing takes effect twice, keys keep their order.</summary>
public sealed class ProtocolErrorTests : IDisposable
{
    private const int Keys = 20;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FaultyKafka _kafka = new(3);
    private readonly ConcurrentDictionary<Guid, bool> _done = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _effects = new();
    private readonly Setup _setup;
    private int _deliveries;
    private int _produced;

    public ProtocolErrorTests()
    {
        _setup = new Setup(_kafka.BootstrapServers) with
        {
            // So often that those that fail are sent while records flow.
            Endpoint = endpoint => endpoint.Configure(consumer => consumer.HeartbeatIntervalMs = 200),
            // What the inbox does, without a database: the first delivery has the effect.
            Handle = (context, _) =>
            {
                Interlocked.Increment(ref _deliveries);
                if (_done.TryAdd(context.MessageId!.Value, true))
                    _effects.GetOrAdd(context.GetKafkaKey()!, _ => new()).Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
        };
        _kafka.CreateTopic(_setup.Topic, Partitions, 3);
        _kafka.CreateTopic(_setup.DeadLetters, 1, 3);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KafkaApi.Produce, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.NotEnoughReplicas, ErrorCode.NotEnoughReplicasAfterAppend)]
    [InlineData(KafkaApi.Produce, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(KafkaApi.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.UnknownTopicOrPart, ErrorCode.FencedLeaderEpoch)]
    [InlineData(KafkaApi.Fetch, ErrorCode.OffsetOutOfRange, ErrorCode.OffsetOutOfRange, ErrorCode.OffsetOutOfRange)]
    [InlineData(KafkaApi.ListOffsets, ErrorCode.LeaderNotAvailable, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaApi.Metadata, ErrorCode.LeaderNotAvailable, ErrorCode.LeaderNotAvailable)]
    [InlineData(KafkaApi.OffsetCommit, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupLoadInProgress, ErrorCode.RebalanceInProgress)]
    [InlineData(KafkaApi.OffsetCommit, ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId)]
    [InlineData(KafkaApi.Heartbeat, ErrorCode.UnknownMemberId, ErrorCode.UnknownMemberId)]
    [InlineData(KafkaApi.Heartbeat, ErrorCode.IllegalGeneration, ErrorCode.RebalanceInProgress, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaApi.JoinGroup, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.NotCoordinatorForGroup, ErrorCode.UnknownMemberId)]
    [InlineData(KafkaApi.SyncGroup, ErrorCode.RebalanceInProgress, ErrorCode.IllegalGeneration)]
    [InlineData(KafkaApi.OffsetFetch, ErrorCode.GroupLoadInProgress, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaApi.FindCoordinator, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.GroupCoordinatorNotAvailable)]
    public Task Errors_in_answers_lose_double_and_reorder_nothing(KafkaApi api, params ErrorCode[] errors) => RunAsync(async app =>
    {
        _kafka.FailNext(api, errors);
        // What concerns joining is asked for when somebody comes.
        await using var second = api is KafkaApi.JoinGroup or KafkaApi.SyncGroup or KafkaApi.OffsetFetch or KafkaApi.FindCoordinator or KafkaApi.ListOffsets
            ? await KafkaApp.StartAsync(_setup)
            : null;
        await ProduceAsync(app, 10);
        await Eventually.BecomesTrueAsync(() => AllDone, Patience, "all records had their effect", Token);
        _kafka.ForgetFailures(api);
        if (errors.Contains(ErrorCode.OffsetOutOfRange))
            await Eventually.BecomesTrueAsync(() => _deliveries > _produced, Patience, "records were read again from the beginning", Token);
    });

    [Fact]
    public Task Brokers_that_go_and_come_lose_double_and_reorder_nothing() => RunAsync(async app =>
    {
        for (var broker = 1; broker <= _kafka.Brokers; broker++)
        {
            _kafka.BrokerDown(broker);
            for (var partition = 0; partition < Partitions; partition++)
                _kafka.MoveLeader(_setup.Topic, partition, (broker % _kafka.Brokers) + 1);
            _kafka.MoveCoordinator(_setup.Group, (broker % _kafka.Brokers) + 1);
            await ProduceAsync(app, 5);
            _kafka.BrokerUp(broker);
            await ProduceAsync(app, 5);
        }
    });

    [Fact]
    public Task Leaders_and_coordinators_that_move_under_slow_answers_lose_double_and_reorder_nothing() => RunAsync(async app =>
    {
        for (var broker = 1; broker <= _kafka.Brokers; broker++)
            _kafka.SetRoundTrip(broker, TimeSpan.FromMilliseconds(100 * broker));
        for (var move = 0; move < 6; move++)
        {
            _kafka.MoveLeader(_setup.Topic, move % Partitions, (move % _kafka.Brokers) + 1);
            _kafka.MoveCoordinator(_setup.Group, ((move + 1) % _kafka.Brokers) + 1);
            await ProduceAsync(app, 4);
        }

        for (var broker = 1; broker <= _kafka.Brokers; broker++)
            _kafka.SetRoundTrip(broker, TimeSpan.Zero);
    });

    [Fact]
    public async Task A_member_that_the_group_does_not_know_any_more_is_unhealthy_until_it_is_in_again()
    {
        await using var app = await KafkaApp.StartAsync(_setup);
        await Eventually.BecomesTrueAsync(() => State(app) == KafkaEndpointState.Running, Patience, "it was a member", Token);

        // Until the test has seen it: nobody gets in again.
        _kafka.FailNext(KafkaApi.JoinGroup, [.. Enumerable.Repeat(ErrorCode.GroupCoordinatorNotAvailable, 50)]);
        _kafka.FailNext(KafkaApi.Heartbeat, ErrorCode.UnknownMemberId);
        await Eventually.BecomesTrueAsync(() => State(app) == KafkaEndpointState.OutOfGroup, Patience, "it was seen to be out of its group", Token);

        _kafka.ForgetFailures(KafkaApi.JoinGroup);
        await Eventually.BecomesTrueAsync(() => State(app) == KafkaEndpointState.Running, Patience, "it was in again", Token);
    }

    public void Dispose() => _kafka.Dispose();

    private static KafkaEndpointState State(KafkaApp app) => app.Status.Endpoints[0].State;

    private bool AllDone => _done.Count == _produced;

    private async Task RunAsync(Func<KafkaApp, Task> faults)
    {
        await using var app = await KafkaApp.StartAsync(_setup);
        await ProduceAsync(app, 2);
        await Eventually.BecomesTrueAsync(() => AllDone, Patience, "the first records had their effect", Token);

        await faults(app);

        await ProduceAsync(app, 2);
        await Eventually.BecomesTrueAsync(() => AllDone, Patience, "all records had their effect", Token);
        _effects.Count.ShouldBe(Keys);
        foreach (var (key, numbers) in _effects)
            numbers.ShouldBe(Enumerable.Range(0, _produced / Keys), key);
        await Eventually.BecomesTrueAsync(() => app.Status.Endpoints[0] is { Lag: 0, State: KafkaEndpointState.Running }, Patience, "the lag was zero", Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_produced} records, {_deliveries} deliveries");
        _deliveries.ShouldBeGreaterThanOrEqualTo(_produced);
    }

    /// <summary>So many records of each key; a record is sent again under its id until the broker has confirmed it, as the relay does.</summary>
    private async Task ProduceAsync(KafkaApp app, int each)
    {
        var first = _produced / Keys;
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(async key =>
        {
            for (var number = first; number < first + each; number++)
                await SendAsync(app, $"key-{key}", number);
        }));
        _produced += Keys * each;
    }

    private static async Task SendAsync(KafkaApp app, string key, int number)
    {
        var id = Guid.CreateVersion7();
        await using var scope = app.Services.CreateAsyncScope();
        var producer = scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>();
        await Eventually.SucceedsAsync(
            () => producer.Produce(key, new Note(key, number), options => options.MessageId = id, Token), Patience, "the broker took a record", Token);
    }
}
