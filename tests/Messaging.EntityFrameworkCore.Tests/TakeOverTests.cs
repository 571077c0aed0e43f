using Messaging.EntityFrameworkCore.Tests.DeadLetters;
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

    [Fact]
    public async Task A_relay_that_comes_and_dies_at_once_leaves_nothing_undelivered()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        await Eventually.BecomesTrueAsync(async () => await database.AskAsync<long>(LeasesHeld) == 64, TimeSpan.FromSeconds(20), "the relay held all leases");

        // It sees the newcomer in one renewal, makes ready to share, and finds it gone in the next.
        var renewed = await database.AskAsync<DateTime>(LastRenewal);
        await database.AskAsync<int>("insert into messaging.outbox_relay (owner, seen_at) values (gen_random_uuid(), messaging.clock()) returning 1");
        await Eventually.BecomesTrueAsync(async () => await database.AskAsync<DateTime>(LastRenewal) > renewed, TimeSpan.FromSeconds(10), "the relay had renewed its leases");
        renewed = await database.AskAsync<DateTime>(LastRenewal);
        await database.AskAsync<int>("delete from messaging.outbox_relay where owner not in (select owner from messaging.outbox_lease where owner is not null) returning 1");
        await Eventually.BecomesTrueAsync(async () => await database.AskAsync<DateTime>(LastRenewal) > renewed, TimeSpan.FromSeconds(10), "the relay had renewed them again");
        for (var i = 0; i < 2 * Keys; i++)
            await ProduceAsync(host, $"key {i % Keys}", $"{i}");

        await Eventually.BecomesTrueAsync(() => host.Topic.Confirmed.Count == 2 * Keys, TimeSpan.FromSeconds(10), "everything was delivered");
    }

    [Fact]
    public async Task What_waits_in_memory_behind_a_message_is_not_sent_when_its_lease_went_to_another_meanwhile()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), configure: options => options.LeaseDuration = TimeSpan.FromSeconds(2));
        await Eventually.BecomesTrueAsync(async () => await database.AskAsync<long>(LeasesHeld) == 64, TimeSpan.FromSeconds(20), "the relay held all leases");
        var confirm = new TaskCompletionSource();
        var begun = 0;
        host.Topic.Before = (_, cancel) => Interlocked.Increment(ref begun) == 1 ? confirm.Task.WaitAsync(cancel) : Task.CompletedTask;
        await ProduceAsync(host, "key", "first");
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref begun) == 1, TimeSpan.FromSeconds(10), "the first one was with the broker");
        await ProduceAsync(host, "key", "second");

        // As another relay does when this one was thought dead.
        await database.AskAsync<int>("update messaging.outbox_lease set owner = gen_random_uuid(), token = token + 1, expires_at = messaging.clock() + interval '1 hour' returning 1");
        await UntilRenewedTwiceAsync(database);
        confirm.SetResult();
        await Eventually.BecomesTrueAsync(async () => await host.OutboxCountAsync() == 1, TimeSpan.FromSeconds(10), "the first one was confirmed and gone");
        await UntilRenewedTwiceAsync(database);

        Volatile.Read(ref begun).ShouldBe(1, "the second one is for the new holder to send");
        await database.AskAsync<int>("update messaging.outbox_lease set owner = null, expires_at = '-infinity' returning 1");
        await Eventually.BecomesTrueAsync(() => host.Topic.Texts.Contains("second"), TimeSpan.FromSeconds(20), "it was sent when the lease had come back");
    }

    /// <summary>What the relay then knows of its leases is what it read after the call.</summary>
    private static async Task UntilRenewedTwiceAsync(SampleDatabase database)
    {
        for (var i = 0; i < 2; i++)
        {
            var seen = await database.AskAsync<DateTime>(LastSeen);
            await Eventually.BecomesTrueAsync(async () => await database.AskAsync<DateTime>(LastSeen) > seen, TimeSpan.FromSeconds(10), "the relay had looked at its leases");
        }
    }

    private const string LastSeen = "select max(seen_at) from messaging.outbox_relay";

    private const string LastRenewal = "select max(expires_at) from messaging.outbox_lease";

    private const string LeasesHeld = "select count(*) from messaging.outbox_lease where owner is not null and expires_at > now()";

    private static Task ProduceAsync(SampleHost host, string key, string text) =>
        host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
            await context.SaveChangesAsync();
        });
}
