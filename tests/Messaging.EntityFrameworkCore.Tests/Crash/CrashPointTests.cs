using Messaging.CrashSample;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>A replica dies by SIGKILL at one place, under load, while another goes on.</summary>
public sealed class CrashPointTests(CrashPointTests.Fixture fixture) : IClassFixture<CrashPointTests.Fixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static TheoryData<string> Points => [.. CrashPoint.All];

    private CrashCluster Cluster => fixture.Cluster;

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_replica_that_is_killed_loses_doubles_and_swaps_nothing(string point)
    {
        await using var replica = await Cluster.StartReplicaAsync(point, after: 5);

        await Cluster.ProduceAsync(() => replica, () => !replica.HasEnded).WaitAsync(Patience, TestContext.Current.CancellationToken);

        replica.ExitCode.ShouldBe(128 + 9, $"it was to kill itself {point}");
        await Cluster.CheckAsync(point);
    }

    [Fact]
    public async Task A_replica_that_is_killed_between_a_publish_and_its_confirm_sends_again_and_nothing_happens_twice()
    {
        var broker = new Uri(Cluster.Settings.RabbitMq);
        await using var proxy = new TcpProxy("127.0.0.1", broker.Port);
        await using var replica = await Cluster.StartReplicaAsync(change: settings => settings with
        {
            RabbitMq = new UriBuilder(broker) { Host = "127.0.0.1", Port = proxy.Port }.Uri.ToString(),
        });
        var repeated = Cluster.History.Repeated;
        var confirms = 0;
        proxy.OnAnswer = answer =>
        {
            if (!IsConfirm(answer.Span) || Interlocked.Increment(ref confirms) < 10)
                return Task.FromResult(true);
            replica.Signal(ProcessSignal.Kill);
            return Task.FromResult(false);
        };

        await Cluster.ProduceAsync(() => replica, () => !replica.HasEnded).WaitAsync(Patience, TestContext.Current.CancellationToken);

        await Cluster.CheckAsync("between publish and confirm");
        Cluster.History.Repeated.ShouldBeGreaterThan(repeated, "what was published and not confirmed came again");
    }

    /// <summary>Of AMQP: a method frame of any channel, class basic, method ack.</summary>
    private static bool IsConfirm(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte[])[0, 0, 0, 13, 0, 60, 0, 80]) >= 0;

    public sealed class Fixture : IAsyncLifetime
    {
        internal CrashCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await CrashCluster.StartAsync(survivor: true);

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
