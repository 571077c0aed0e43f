using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>A replica stands still for longer than its leases, and wakes as if nothing had happened.</summary>
public sealed class FrozenReplicaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_that_is_frozen_beyond_its_leases_and_wakes_up_swaps_and_doubles_nothing()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: true);
        await using var frozen = await cluster.StartReplicaAsync();
        await using var other = await cluster.StartReplicaAsync();
        var stop = false;
        var load = cluster.ProduceAsync(() => other, () => !Volatile.Read(ref stop));
        for (var i = 0; i < LongRun.Of(1, 10); i++)
        {
            await Eventually.BecomesTrueAsync(async () => await HolderCountAsync(cluster) == 3, Patience, "three relays shared the work", Token);
            var holders = await TokensAsync(cluster);
            frozen.Signal(ProcessSignal.Stop);
            await Eventually.BecomesTrueAsync(
                async () => await HolderCountAsync(cluster) == 2 && await cluster.CountAsync("messaging.outbox_lease where expires_at > messaging.clock()") == 64,
                Patience, "the two others had taken its share", Token);
            (await TokensAsync(cluster)).ShouldBeGreaterThan(holders, "a change of hands raises the fencing token");
            var promised = cluster.History.Promised.Count;
            await Eventually.BecomesTrueAsync(() => cluster.History.Promised.Count > promised + 20, Patience, "the others went on", Token);
            frozen.Signal(ProcessSignal.Continue);
        }

        await Eventually.BecomesTrueAsync(async () => await HolderCountAsync(cluster) == 3, Patience, "the frozen one had its share again", Token);
        Volatile.Write(ref stop, true);
        await load;
        await cluster.CheckAsync("frozen and woken", mayBeStale: true);
    }

    [Fact]
    public async Task What_a_killed_replica_was_about_to_send_is_sent_by_another_within_10_seconds()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: true);
        // With the lease that is the default.
        await using var killed = await cluster.StartReplicaAsync("before the publish", 1, settings => settings with { Lease = TimeSpan.FromSeconds(6) });
        await cluster.ProduceAsync(() => killed, () => !killed.HasEnded).WaitAsync(Patience, Token);

        await Eventually.BecomesTrueAsync(async () => await cluster.CountAsync("messaging.outbox_message") == 0, TimeSpan.FromSeconds(10), "the other one had sent what was left", Token);

        await cluster.CheckAsync("killed before a publish");
    }

    [Fact]
    public async Task A_rolling_restart_of_three_replicas_under_load_loses_doubles_and_swaps_nothing()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        var replicas = new List<CrashReplica>();
        try
        {
            for (var i = 0; i < 3; i++)
                replicas.Add(await cluster.StartReplicaAsync());
            var (stop, serving) = (false, replicas[0]);
            var load = cluster.ProduceAsync(() => Volatile.Read(ref serving), () => !Volatile.Read(ref stop));
            for (var i = 0; i < 3 * LongRun.Of(1, 10); i++)
            {
                var leaving = replicas[0];
                // As a load balancer does: no new request for one that is about to leave.
                Volatile.Write(ref serving, replicas[1]);
                leaving.Signal(ProcessSignal.Terminate);
                await leaving.UntilEndedAsync(TimeSpan.FromSeconds(25), Token);
                leaving.ExitCode.ShouldBe(0);
                replicas.RemoveAt(0);
                await leaving.DisposeAsync();
                replicas.Add(await cluster.StartReplicaAsync());
            }

            Volatile.Write(ref stop, true);
            await load;
            await cluster.CheckAsync("rolling restart");
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    private static Task<long> HolderCountAsync(CrashCluster cluster) =>
        cluster.CountAsync("(select distinct owner from messaging.outbox_lease where expires_at > messaging.clock()) holder");

    private static Task<long> TokensAsync(CrashCluster cluster) => cluster.Database.AskAsync<decimal>("select sum(token) from messaging.outbox_lease").ContinueWith(
        sum => (long)sum.Result, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
