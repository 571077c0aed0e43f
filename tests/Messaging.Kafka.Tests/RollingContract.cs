using System.Collections.Concurrent;
using Confluent.Kafka;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>Members that come and go while keys are parked: promise 3 with promise 5.</summary>
public abstract class RollingContract(KafkaCluster cluster) : DatabaseContract(cluster)
{
    private const int Keys = 12;

    [Theory]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    [InlineData(PartitionAssignmentStrategy.Range)]
    public async Task Three_members_are_restarted_one_after_the_other_under_load_and_every_key_keeps_its_order(PartitionAssignmentStrategy strategy)
    {
        var tries = new ConcurrentDictionary<(string, int), int>();
        var setup = DatabaseSetup(context =>
            {
                // Each key fails now and then, for long enough to be parked.
                var note = context.Message;
                return note.Number % 10 == 3 && tries.AddOrUpdate((note.Key, note.Number), 1, (_, n) => n + 1) < 3 ? new TimeoutException("Not yet.") : null;
            }) with
        {
            Endpoint = e =>
            {
                e.DrainTimeout = TimeSpan.FromSeconds(5);
                e.Configure(consumer => consumer.PartitionAssignmentStrategy = strategy);
            },
            Parking = p => Ladder(p, 100, 50),
        };
        var members = new List<KafkaApp>();
        using var client = NewClient();
        var sent = 0;
        try
        {
            for (var member = 0; member < 3; member++)
                members.Add(await KafkaApp.StartAsync(setup));
            for (var restart = 0; restart < 3; restart++)
            {
                await SendAsync(10);
                await members[0].DisposeAsync();
                members.RemoveAt(0);
                await SendAsync(5);
                members.Add(await KafkaApp.StartAsync(setup));
            }

            await UntilAsync(async () => await Database.CountAsync() >= sent * Keys, "all records took effect");
            await UntilAsync(async () => (await KeysAsync(members[0])).Count == 0, "nothing was parked any more");
        }
        finally
        {
            foreach (var member in members)
                await member.DisposeAsync();
        }

        foreach (var key in await Database.TakenAsync())
            key.ShouldBe(Enumerable.Range(0, sent), $"{key.Key} took effect in order, each once");
        tries.ShouldNotBeEmpty();

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++, sent++)
                await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => client.NoteAsync(setup.Topic, $"key-{key}", sent)));
        }
    }
}

public sealed class Rolling_on_the_mock_cluster(MockKafka cluster) : RollingContract(cluster), IClassFixture<MockKafka>;

public sealed class Rolling_on_real_Kafka(RealKafka cluster) : RollingContract(cluster), IClassFixture<RealKafka>;
