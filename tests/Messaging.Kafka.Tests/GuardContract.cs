using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Kafka.Tests.Support;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

/// <summary>Members that were fenced, groups that were rewound: promises 2 and 3, where they need the database.</summary>
public abstract class GuardContract(KafkaCluster cluster) : DatabaseContract(cluster)
{
    [Fact]
    public async Task A_member_whose_partition_was_claimed_by_another_runs_nothing_before_it_has_claimed_it_again()
    {
        var epochs = new ConcurrentQueue<long>();
        var setup = DatabaseSetup(context =>
        {
            context.ReceiveContext.TryGetPayload(out OrderedDelivery? delivery);
            epochs.Enqueue(delivery!.Claim!.Epoch);
            return null;
        });
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await UntilAsync(async () => await Database.CountAsync() == 1, "the first record was taken");

        var stranger = await Database.AskAsync<long>("update messaging.consumed_partition set epoch = epoch + 10 where partition = 0 returning epoch");
        await client.NoteAsync(setup.Topic, "k", 1, 0);
        await client.NoteAsync(setup.Topic, "other", 2, 0);

        await UntilAsync(async () => await Database.CountAsync() == 3, "the member had proved that the partition is its own");
        epochs.First().ShouldBeLessThan(stranger);
        epochs.Skip(1).ShouldAllBe(epoch => epoch > stranger);
    }

    [Fact]
    public async Task A_member_that_has_left_the_group_can_neither_take_records_up_nor_commit()
    {
        var setup = DatabaseSetup(_ => null);
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 1, "the first record was committed");

        // A consumer that assigns itself is a stranger to the group, as a member is that was frozen for too long.
        using var stranger = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Servers, GroupId = setup.Group }).Build();
        stranger.Assign(new TopicPartitionOffset(setup.Topic, 0, 0));
        Should.Throw<KafkaException>(() => stranger.Commit([new TopicPartitionOffset(setup.Topic, 0, 0)]));
        (await client.CommittedAsync(setup.Group, setup.Topic, 0)).ShouldBe(1);
    }

    [Fact]
    public async Task Records_below_the_watermark_have_no_effect_again_when_the_group_is_rewound_further_than_the_inbox_remembers()
    {
        var setup = DatabaseSetup(_ => null);
        using var client = NewClient();
        await using (var app = await KafkaApp.StartAsync(setup))
        {
            for (var number = 0; number < 20; number++)
                await client.NoteAsync(setup.Topic, $"k{number % 3}", number, 0);
            await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 20, "all were committed");
        }

        await Database.AskAsync<object>("truncate messaging.inbox_message");
        await RewindAsync(setup, 0);
        await client.NoteAsync(setup.Topic, "k0", 20, 0);
        await using var again = await KafkaApp.StartAsync(setup);
        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 21, "all were read again");

        var taken = await Database.TakenAsync();
        taken.SelectMany(key => key).Order().ShouldBe(Enumerable.Range(0, 21));
        again.Log.Lines.Count(l => l.Id == 3037).ShouldBe(20);
    }

    // As a member, since the mock cluster takes a commit from nobody else.
    private Task RewindAsync(Setup setup, long offset) => Task.Run(
        () =>
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
            {
                BootstrapServers = Servers, GroupId = setup.Group, EnableAutoCommit = false, SessionTimeoutMs = 6_000,
                PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            }).Build();
            consumer.Subscribe(setup.Topic);
            while (consumer.Assignment.Count == 0)
            {
                consumer.Consume(TimeSpan.FromMilliseconds(100));
                Token.ThrowIfCancellationRequested();
            }

            consumer.Commit([new TopicPartitionOffset(setup.Topic, 0, offset)]);
            consumer.Close();
        },
        Token);
}

public sealed class Guard_on_the_mock_cluster(MockKafka cluster) : GuardContract(cluster), IClassFixture<MockKafka>;

public sealed class Guard_on_real_Kafka(RealKafka cluster) : GuardContract(cluster), IClassFixture<RealKafka>
{
    [Fact]
    public async Task A_topic_that_was_deleted_and_created_again_starts_anew()
    {
        var setup = DatabaseSetup(_ => null);
        using var client = NewClient();
        await using (var app = await KafkaApp.StartAsync(setup))
        {
            for (var number = 0; number < 5; number++)
                await client.NoteAsync(setup.Topic, "k", number, 0);
            await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 5, "all were committed");
        }

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        await admin.DeleteTopicsAsync([setup.Topic]);
        await UntilAsync(() => !admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.Any(t => t.Topic == setup.Topic), "the topic was gone");
        await using var again = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.Any(t => t.Topic == setup.Topic), "the topic was there again");
        using var fresh = NewClient();
        for (var number = 5; number < 8; number++)
            await fresh.NoteAsync(setup.Topic, "k", number, 0);

        await UntilAsync(async () => await Database.CountAsync() == 8, "the new records were taken");
        (await Database.TakenAsync())["k"].ShouldBe(Enumerable.Range(0, 8));
    }
}
