using Confluent.Kafka;

namespace Messaging.Kafka.Tests;

/// <summary>What the clients of Kafka are configured with: what is for sale, and what isn't.</summary>
public sealed class ClientSettingsTests
{
    private readonly KafkaSettings _kafka = new() { BootstrapServers = "127.0.0.1:1" };
    private readonly EndpointSettings _endpoint = new("topic", "group");

    [Fact]
    public void What_the_promises_depend_on_cannot_be_configured_away()
    {
        _endpoint.Consumer.Add(c => (c.GroupId, c.EnableAutoCommit, c.EnableAutoOffsetStore) = ("other", true, true));
        _kafka.Producer.Add(p => (p.Acks, p.EnableIdempotence, p.Partitioner) = (Acks.Leader, false, Partitioner.Consistent));

        var consumer = ConsumerSettings.Build(_kafka, _endpoint);
        (consumer.GroupId, consumer.EnableAutoCommit, consumer.EnableAutoOffsetStore).ShouldBe(("group", false, false));
        var producer = ProducerSettings.Build(_kafka);
        (producer.Acks, producer.EnableIdempotence, producer.Partitioner).ShouldBe((Acks.All, true, Partitioner.Murmur2Random));
    }

    [Fact]
    public void What_is_only_preset_holds_until_it_is_configured()
    {
        var consumer = ConsumerSettings.Build(_kafka, _endpoint);
        (consumer.QueuedMaxMessagesKbytes, consumer.FetchQueueBackoffMs, consumer.AutoOffsetReset, consumer.PartitionAssignmentStrategy)
            .ShouldBe((16_384, 50, AutoOffsetReset.Earliest, PartitionAssignmentStrategy.CooperativeSticky));
        ProducerSettings.Build(_kafka).MessageTimeoutMs.ShouldBe(120_000);

        _kafka.Consumer.Add(c => (c.QueuedMaxMessagesKbytes, c.FetchQueueBackoffMs) = (1_024, 1_000));
        _endpoint.Consumer.Add(c => (c.AutoOffsetReset, c.PartitionAssignmentStrategy) = (AutoOffsetReset.Latest, PartitionAssignmentStrategy.Range));
        _kafka.Producer.Add(p => p.MessageTimeoutMs = 30_000);

        consumer = ConsumerSettings.Build(_kafka, _endpoint);
        (consumer.QueuedMaxMessagesKbytes, consumer.FetchQueueBackoffMs, consumer.AutoOffsetReset, consumer.PartitionAssignmentStrategy)
            .ShouldBe((1_024, 1_000, AutoOffsetReset.Latest, PartitionAssignmentStrategy.Range));
        ProducerSettings.Build(_kafka).MessageTimeoutMs.ShouldBe(30_000);
    }

    [Theory]
    [InlineData(20, null, 20_000)]
    [InlineData(200, null, 100_000)]
    [InlineData(20, 6_000, 2_000)]
    public void A_revocation_waits_for_its_drain_timeout_and_at_most_for_a_third_of_the_poll_interval(int drain, int? pollInterval, int expected)
    {
        _endpoint.DrainTimeout = TimeSpan.FromSeconds(drain);
        _endpoint.Consumer.Add(c => c.MaxPollIntervalMs = pollInterval);

        ConsumerSettings.RevokeDeadline(ConsumerSettings.Build(_kafka, _endpoint), _endpoint).ShouldBe(TimeSpan.FromMilliseconds(expected));
    }
}
