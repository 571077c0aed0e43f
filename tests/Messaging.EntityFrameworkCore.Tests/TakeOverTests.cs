using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Two processes share the outbox, and one of them loses the database without being able to say so.</summary>
public sealed class TakeOverTests
{
    private const int Keys = 64;

    [Fact]
    public async Task What_a_relay_held_that_lost_the_database_is_delivered_by_another_within_10_seconds()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var lost = await SampleHost.StartAsync(options => options.UseNpgsql(database.Proxied));
        await Eventually.BecomesTrueAsync(async () => await database.AskAsync<long>(LeasesHeld) == 64, TimeSpan.FromSeconds(20), "the first relay held all leases");
        await using var other = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), create: false);

        database.Proxy.Cut();
        for (var i = 0; i < 2 * Keys; i++)
            await ProduceAsync(other, $"key {i % Keys}", $"{i}");
        await Eventually.BecomesTrueAsync(() => other.Topic.Confirmed.Count >= 2 * Keys, TimeSpan.FromSeconds(10), "the other relay had delivered everything");

        lost.Topic.Confirmed.ShouldBeEmpty();
        other.Topic.Confirmed.Count.ShouldBe(2 * Keys);
        other.Topic.Overtaken.ShouldBeEmpty();
        foreach (var messages in other.Topic.Confirmed.GroupBy(message => message.OrderingKey))
            messages.Select(message => message.OrderingSequence!.Value).ShouldBeInOrder();
        database.Proxy.Mend();
    }

    private const string LeasesHeld = "select count(*) from messaging.outbox_lease where owner is not null and expires_at > now()";

    private static Task ProduceAsync(SampleHost host, string key, string text) =>
        host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
            await context.SaveChangesAsync();
        });
}
