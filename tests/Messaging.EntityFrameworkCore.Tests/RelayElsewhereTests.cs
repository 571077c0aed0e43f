using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A process that writes and leaves the delivery to others.</summary>
public sealed class RelayElsewhereTests
{
    [Fact]
    public async Task A_process_without_a_relay_delivers_nothing_and_wakes_the_relay_of_another()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var writer = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), configure: options => options.RunRelay = false);
        // It would find the message by itself only after the test's patience.
        await using var relay = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct), create: false, configure: options => options.PollInterval = TimeSpan.FromSeconds(50));
        await Eventually.BecomesTrueAsync(
            async () => await database.AskAsync<long>("select count(*) from messaging.outbox_lease where owner is not null") == 64
                && await database.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'") == 1,
            TimeSpan.FromSeconds(20), "the relay held all leases and listened");

        await writer.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("a", "delivered elsewhere"));
            await context.SaveChangesAsync();
        });

        await Eventually.BecomesTrueAsync(() => relay.Topic.Texts.Contains("delivered elsewhere"), TimeSpan.FromSeconds(20), "the other process had delivered it");
        writer.Topic.Confirmed.ShouldBeEmpty();
    }
}
