using System.Globalization;
using Messaging.CrashSample;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>Replicas under load are killed again and again, at random places. <c>CRASH_SEED</c> repeats a run.</summary>
public sealed class CrashRunTests
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Replicas_that_are_killed_at_random_lose_double_and_swap_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRASH_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var kills = LongRun.Of(4, 220);
        TestContext.Current.TestOutputHelper?.WriteLine($"CRASH_SEED={seed}, {kills} kills");
        var random = new Random(seed);
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        await using var steady = await cluster.StartReplicaAsync();

        var victim = steady;
        var ended = false;
        var load = cluster.ProduceAsync(() => Volatile.Read(ref victim), () => !Volatile.Read(ref ended));
        var killed = new List<string>();
        while (killed.Count < kills)
        {
            // The first one leaves a message that the broker has and the outbox still holds, so that no run is without repetitions.
            var point = killed.Count == 0 ? "before the delete" : random.Next(3) == 0 ? "" : CrashPoint.All[random.Next(CrashPoint.All.Count)];
            var (after, life) = (random.Next(1, 30), TimeSpan.FromMilliseconds(random.Next(50, 3_000)));
            await using var replica = await cluster.StartReplicaAsync(point, after);
            // The requests go to the one that is to die as well as to the one that goes on.
            Volatile.Write(ref victim, replica);
            var end = replica.UntilEndedAsync(point.Length == 0 ? life : LongestLife, token);
            await Task.WhenAny(end);
            replica.Signal(ProcessSignal.Kill);
            await replica.UntilEndedAsync(LongestLife, token);
            killed.Add($"{(end.IsCompletedSuccessfully ? point : "from outside")} #{after}");
            Volatile.Write(ref victim, steady);
        }

        Volatile.Write(ref ended, true);
        await load;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{killed.Count} kills, {killed.Select(kill => kill.Split('#')[0]).Distinct().Count()} kinds; {cluster.History.Attempts.Count} attempted, {cluster.History.Promised.Count} promised, {cluster.History.Arrivals.Count} arrivals, {cluster.History.Repeated} repeated");
        await cluster.CheckAsync($"CRASH_SEED={seed}");
        cluster.History.Repeated.ShouldBeGreaterThan(0, $"messages came again: CRASH_SEED={seed}");
    }
}
