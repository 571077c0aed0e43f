using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A relay's share of the work, by a clock that the test holds.</summary>
public sealed class RelayLeasesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_relay_that_was_frozen_finds_itself_without_a_share_before_its_leases_are_another_s()
    {
        await using var sample = await SampleDatabase.CreateAsync();
        await (await SampleHost.StartAsync(options => options.UseNpgsql(sample.Direct))).DisposeAsync();
        await using var context = new SampleContext(new DbContextOptionsBuilder<SampleContext>().UseNpgsql(sample.Direct).Options);
        var time = new FakeTimeProvider();
        using var leases = new RelayLeases(time, Lease);
        leases.IsHeld(1).ShouldBeFalse();

        await RenewAsync();
        leases.IsHeld(1).ShouldBeTrue();
        leases.Usable.Count.ShouldBe(64);
        time.Advance(Lease * 0.74);
        leases.IsHeld(1).ShouldBeTrue();

        time.Advance(Lease * 0.02);
        leases.IsHeld(1).ShouldBeFalse();
        leases.Usable.ShouldBeEmpty();
        (await sample.AskAsync<bool>("select bool_and(expires_at > messaging.clock()) from messaging.outbox_lease")).ShouldBeTrue();

        leases.Lapse.IsCancellationRequested.ShouldBeTrue("what is being sent must not come out late");

        await RenewAsync();
        leases.IsHeld(1).ShouldBeTrue();
        var lapse = leases.Lapse;
        lapse.IsCancellationRequested.ShouldBeFalse();
        time.Advance(Lease * 0.5);
        await RenewAsync();
        time.Advance(Lease * 0.5);
        lapse.IsCancellationRequested.ShouldBeFalse("a renewal postpones it for what is under way, too");
        time.Advance(Lease * 0.5);
        lapse.IsCancellationRequested.ShouldBeTrue();

        Task RenewAsync() => leases.RenewAsync(new PostgresMessagingDatabase(), context, _ => true, TestContext.Current.CancellationToken);
    }
}
