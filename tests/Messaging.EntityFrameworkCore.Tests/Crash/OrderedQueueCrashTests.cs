using Messaging.CrashSample;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>The replica that consumes an ordered queue dies or stands still in the middle of its work, while a key is parked.</summary>
public sealed class OrderedQueueCrashTests
{
    private const string Sick = "key-0";
    private const string Held = "key-1";
    private const int Keys = 12;
    private const string Epoch = "select epoch from messaging.consumed_partition where source_system = 'rabbitmq'";
    private const string IsParked = "select exists (select 1 from messaging.parked_key where state = 'Parked' and messages > 1)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_replica_hands_the_queue_over_in_order_with_each_effect_once_and_the_parked_key_goes_on()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        await RunAsync(cluster, "killed", LongRun.Of(2, 30), async (holder, replicas) =>
        {
            holder.Signal(ProcessSignal.Kill);
            await holder.UntilEndedAsync(Patience, Token);
            await cluster.WishAsync(Wishes.Hold(Held), holds: false);
            await UntilBegunAsync(cluster, begun => begun.Pid != holder.Pid, "another replica went on");
            replicas.Remove(holder);
            replicas.Add(await StartAsync(cluster));
        });

        // What was in work came again: this run has met what it is about.
        cluster.History.Begun.Where(one => cluster.History.Attempts[one.Number] == Held).GroupBy(one => one.Number)
            .Count(same => same.Select(one => one.Pid).Distinct().Count() > 1).ShouldBeGreaterThanOrEqualTo(LongRun.Of(2, 30));
    }

    [Fact]
    public async Task A_replica_that_is_frozen_beyond_its_heartbeat_and_wakes_doubles_and_swaps_nothing()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        await RunAsync(cluster, "frozen", LongRun.Of(1, 10), async (holder, _) =>
        {
            var epoch = await cluster.Database.AskAsync<long>(Epoch);
            holder.Signal(ProcessSignal.Stop);
            await Eventually.BecomesTrueAsync(async () => await cluster.Database.AskAsync<long>(Epoch) > epoch, Patience, "another replica was given the queue", Token);
            await cluster.WishAsync(Wishes.Hold(Held), holds: false);
            holder.Signal(ProcessSignal.Continue);
            await UntilBegunAsync(cluster, begun => begun.Pid != holder.Pid, "another replica went on");
        });
    }

    /// <summary>Under load, has a key parked and another in the middle of its work, and then something happen to the replica that consumes.</summary>
    private static async Task RunAsync(CrashCluster cluster, string circumstances, int rounds, Func<CrashReplica, List<CrashReplica>, Task> strike)
    {
        var replicas = new List<CrashReplica>();
        try
        {
            for (var i = 0; i < 3; i++)
                replicas.Add(await StartAsync(cluster));
            var (stop, serving) = (false, replicas[2]);
            var load = cluster.ProduceAsync(() => Volatile.Read(ref serving), () => !Volatile.Read(ref stop), Keys);
            for (var round = 0; round < rounds; round++)
            {
                await cluster.WishAsync(Wishes.Fail(Sick));
                await Eventually.BecomesTrueAsync(async () => await cluster.Database.AskAsync<bool>(IsParked), Patience, "a key is parked", Token);
                var standing = cluster.History.Standing.Count;
                await cluster.WishAsync(Wishes.Hold(Held));
                await Eventually.BecomesTrueAsync(() => cluster.History.Standing.Count > standing, Patience, "a message is in the middle of its work", Token);
                var holder = replicas.Single(replica => replica.Pid == cluster.History.Standing.Last().Pid);
                Volatile.Write(ref serving, replicas.First(replica => replica != holder));

                await strike(holder, replicas);

                await cluster.WishAsync(Wishes.Fail(Sick), holds: false);
                await Eventually.BecomesTrueAsync(async () => await cluster.CountAsync("messaging.parked_message") == 0, Patience, "the parked key went on", Token);
            }

            Volatile.Write(ref stop, true);
            await load;
            await cluster.CheckAsync(circumstances, mayBeStale: circumstances is "frozen");
            await cluster.CheckOrderOfEffectsAsync(circumstances);
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    private static Task<CrashReplica> StartAsync(CrashCluster cluster) =>
        cluster.StartReplicaAsync(change: settings => settings with { Ordered = true, Heartbeat = TimeSpan.FromSeconds(2) });

    /// <summary>Until work has begun from now on that is as it should be.</summary>
    private static Task UntilBegunAsync(CrashCluster cluster, Func<(int Pid, int Number), bool> condition, string what)
    {
        var before = cluster.History.Begun.Count;
        return Eventually.BecomesTrueAsync(() => cluster.History.Begun.Skip(before).Any(condition), Patience, what, Token);
    }
}
