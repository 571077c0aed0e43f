using Messaging.Testing;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

/// <summary>A replica's wall clock is wrong. What is due, expired or whose lease it is, the database says.</summary>
public sealed class ClockSkewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_replica_whose_clock_is_an_hour_off_neither_expires_nor_hurries_anything_and_keeps_its_share(int hours)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct),
            extras: new SampleExtras { Services = services => services.AddSingleton<TimeProvider>(new SkewedClock(TimeSpan.FromHours(hours))) });
        await Eventually.BecomesTrueAsync(
            async () => await database.AskAsync<long>("select count(*) from messaging.outbox_lease where expires_at between messaging.clock() and messaging.clock() + interval '10 s'") == 64,
            Patience, "the relay held its leases, by the database's clock", Token);

        await AddAsync(host, SampleHost.TopicMessage("", "expires in 10 minutes") with { TimeToLive = TimeSpan.FromMinutes(10) });
        await AddAsync(host, SampleHost.TopicMessage("key", "expires in 10 minutes, from the table") with { TimeToLive = TimeSpan.FromMinutes(10) });
        await AddAsync(host, SampleHost.TopicMessage("", "due in 30 minutes") with { Delay = TimeSpan.FromMinutes(30) });
        await AddAsync(host, SampleHost.TopicMessage("", "due in a second") with { Delay = TimeSpan.FromSeconds(1) });

        await Eventually.BecomesTrueAsync(() => host.Topic.Count >= 3, Patience, "three had left", Token);
        host.Topic.Texts.ShouldBe(["expires in 10 minutes", "expires in 10 minutes, from the table", "due in a second"], ignoreOrder: true);
        (await database.AskAsync<long>("select count(*) from messaging.outbox_message where due_at between messaging.clock() + interval '25 min' and messaging.clock() + interval '31 min'")).ShouldBe(1);
    }

    private static Task AddAsync(SampleHost host, OutboxMessage message) => host.InScopeAsync(async (services, context) =>
    {
        services.GetRequiredService<ITransactionalOutbox>().Add(message);
        await context.SaveChangesAsync();
    });

    private sealed class SkewedClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
