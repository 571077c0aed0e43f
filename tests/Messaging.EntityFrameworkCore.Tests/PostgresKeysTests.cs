using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Transactions that write messages of many keys.</summary>
public sealed class PostgresKeysTests
{
    private const int Writers = 16;
    private const int Keys = 12;
    private const int KeysOfATransaction = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sixteen_writers_of_the_same_keys_in_any_order_never_deadlock_and_every_key_keeps_its_order()
    {
        var transactions = LongRun.Of(20, 2_000);
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));

        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (writer, _) =>
        {
            var random = new Random(writer);
            for (var i = 0; i < transactions; i++)
            {
                var keys = Enumerable.Range(0, Keys).ToArray();
                random.Shuffle(keys);
                await host.InScopeAsync(async (services, context) =>
                {
                    foreach (var key in keys.Take(KeysOfATransaction))
                        services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage($"key {key}", $"{writer} {i}"));
                    context.Notes.Add(new Note { Text = $"{writer} {i}" });
                    await context.SaveChangesAsync();
                });
            }
        });

        var expected = Writers * transactions * KeysOfATransaction;
        await Eventually.BecomesTrueAsync(() => host.Topic.Confirmed.Count >= expected, Patience * (LongRun.IsOn ? 20 : 1), "all had left");
        host.Topic.Confirmed.Count.ShouldBe(expected);
        host.Topic.Overtaken.ShouldBeEmpty();
        foreach (var key in host.Topic.Confirmed.GroupBy(message => message.OrderingKey))
            key.Select(message => message.OrderingSequence!.Value).ShouldBeInOrder();
        (await database.AskAsync<string>("select pg_stat_force_next_flush()::text")).ShouldNotBeNull();
        (await database.AskAsync<long>("select deadlocks from pg_stat_database where datname = current_database()")).ShouldBe(0);
    }

    [Fact]
    public async Task More_keys_than_a_transaction_may_write_are_refused_with_what_to_change()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), configure: options => options.MaxKeysPerTransaction = 3);

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => host.InScopeAsync(async (services, context) =>
        {
            for (var key = 0; key < 4; key++)
                services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage($"key {key}", "one too many"));
            await context.SaveChangesAsync();
        }));

        refused.Message.ShouldContain("MaxKeysPerTransaction");
        (await database.AskAsync<long>("select count(*) from messaging.outbox_message")).ShouldBe(0);
    }
}
