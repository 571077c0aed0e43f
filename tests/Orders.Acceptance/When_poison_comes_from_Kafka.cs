using System.Text;
using Confluent.Kafka;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Checker.Readers;

namespace Orders.Acceptance;

public sealed class When_poison_comes_from_Kafka(RealServers installation) : IClassFixture<RealServers>
{
    private const string DeadLetterTopic = "topic payments.events.orders.dlt";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_bad_record_goes_to_the_dead_letter_topic_once_and_its_partition_goes_on()
    {
        byte[]?[] poison =
        [
            "{ this is not JSON"u8.ToArray(),
            Encoding.UTF8.GetBytes($$"""{"type":"PaymentEaten","paymentId":"{{Guid.NewGuid()}}","orderId":"{{Guid.NewGuid()}}","amount":1,"at":"2026-01-01T00:00:00Z"}"""),
            null,
        ];
        const int Partitions = 4;
        await ProduceAsync(poison, Partitions);

        // Enough orders that every partition is asked to go on.
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
            ids.Add(await installation.Orders.PostAsync("SKU-001", 1, 1, Cancelled));
        foreach (var id in ids)
            (await installation.Orders.WaitForEndAsync(id, TimeSpan.FromSeconds(60), Cancelled)).Status.ShouldBe("Confirmed");

        // The lag is zero once every record before the end has been decided on, so the count is final.
        var kafka = new KafkaReader(installation.Servers.Kafka.ConnectionString);
        await Eventually.BecomesTrueAsync(async () => (await kafka.ReadBacklogsAsync(Cancelled)).All(lag => lag.Number == 0), TimeSpan.FromSeconds(30), "all records were read", Cancelled);
        var deadLetters = await kafka.ReadDeadLettersAsync(Cancelled);
        deadLetters.Single(topic => topic.Place == DeadLetterTopic).Number.ShouldBe(poison.Length * Partitions);
        await Eventually.SucceedsAsync(
            async () => (await CollectedAsync()).ShouldBe((poison.Length * Partitions, poison.Length * Partitions)), TimeSpan.FromSeconds(60), "all were collected, each once", Cancelled);
    }

    private async Task<(long All, long Positions)> CollectedAsync()
    {
        await using var source = NpgsqlDataSource.Create(installation.Servers.Database);
        await using var command = source.CreateCommand(
            "select count(*), count(distinct (source_partition, source_offset)) from messaging.dead_letter where source_system = 'kafka' and source = 'payments.events' and source_group = 'orders'");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        await reader.ReadAsync(Cancelled);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task ProduceAsync(byte[]?[] poison, int partitions)
    {
        using var producer = new ProducerBuilder<string, byte[]?>(new ProducerConfig { BootstrapServers = installation.Servers.Kafka.ConnectionString, Acks = Acks.All }).Build();
        for (var partition = 0; partition < partitions; partition++)
        {
            foreach (var value in poison)
                await producer.ProduceAsync(new TopicPartition("payments.events", partition), new Message<string, byte[]?> { Key = Guid.NewGuid().ToString(), Value = value }, Cancelled);
        }
    }
}
