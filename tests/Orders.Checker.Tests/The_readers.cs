using System.Text;
using Confluent.Kafka;
using Messaging.Testing;
using Npgsql;
using Orders.Checker.Readers;
using Orders.Checker.Recorded;
using RabbitMQ.Client;

namespace Orders.Checker.Tests;

/// <summary>A reader that sees nothing would let every promise pass, so what the readers see is compared with what was put there.</summary>
public class The_readers
{
    private static readonly Guid Order = new("00000000-0000-7000-8000-000000000001");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task See_what_is_in_PostgreSQL()
    {
        var database = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled);
        await ExecuteAsync(database, Tables.Business);

        var seen = await new PostgresReader(database).ReadAsync(new Snapshot(), Cancelled);

        var order = seen.Rows.ShouldHaveSingleItem();
        (order.Id, order.Status, order.Version, order.Total, order.Reason).ShouldBe((Order, "Cancelled", 2, 12.34m, "withdrawn"));
        order.Lines.ShouldBe([new RecordedLine("SKU-001", 2)]);
        order.History.ShouldBe([new RecordedChange(1, "Submitted"), new RecordedChange(2, "Cancelled")]);
        seen.Stock.ShouldBe(new Dictionary<string, long> { ["SKU-001"] = 98 });
        seen.Payments.ShouldBe([new RecordedPayment(Order, 12.34m, "Refunded")]);
    }

    [Fact]
    public async Task Take_tables_of_the_machinery_that_are_not_there_as_empty_and_count_what_is_due_and_open()
    {
        var database = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled);
        await ExecuteAsync(database, Tables.Business);
        var reader = new PostgresReader(database);

        (await reader.ReadAsync(new Snapshot(), Cancelled)).Backlogs.ShouldAllBe(backlog => backlog.Number == 0);
        (await reader.ReadPendingAsync(Cancelled)).ShouldAllBe(pending => pending.Number == 0);

        await ExecuteAsync(database, Tables.Machinery);
        var seen = await reader.ReadAsync(new Snapshot(), Cancelled);

        seen.Backlogs.ShouldBe([new Count("outbox rows that are due", 1), new Count("parked messages", 3)]);
        seen.DeadLetters.ShouldBe([new Count("table dead_letter (open)", 1)]);
        seen.InboxRows.ShouldBe(2);
    }

    [Fact]
    public async Task See_the_records_of_the_topics_with_their_copies_and_the_poison()
    {
        await using var kafka = await TestServers.StartKafkaAsync(null, Cancelled);
        foreach (var topic in new[] { "orders.events", "payments.events", "payments.events.orders.dlt" })
            await kafka.CreateTopicAsync(topic, 4, Cancelled);
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.ConnectionString, Acks = Acks.All }).Build();
        var submitted = $$"""{"type":"OrderSubmitted","orderId":"{{Order}}","customerId":"c","version":1,"status":"Submitted","total":12.34,"at":"2026-01-01T00:00:00Z"}""";
        var captured = $$"""{"type":"PaymentCaptured","orderId":"{{Order}}","paymentId":"{{Order}}","amount":12.34,"at":"2026-01-01T00:00:00Z"}""";
        await ProduceAsync(producer, "orders.events", submitted, ("message-id", "m1"));
        await ProduceAsync(producer, "orders.events", submitted, ("message-id", "m2"), ("original-message-id", "m1"));
        await ProduceAsync(producer, "payments.events", captured);
        await ProduceAsync(producer, "payments.events", "poison");
        await ProduceAsync(producer, "payments.events.orders.dlt", "poison");
        var reader = new KafkaReader(kafka.ConnectionString);

        var topics = await reader.ReadAsync(Cancelled);

        topics.OrderEvents.Select(e => (e.MessageId, e.Key, e.OrderId, e.Version, e.Status, e.Total))
            .ShouldBe(Enumerable.Repeat(((string?)"m1", (string?)Order.ToString(), Order, 1, "Submitted", 12.34m), 2));
        topics.PaymentEvents.Select(e => (e.MessageId, e.Type, e.OrderId, e.Amount)).ShouldBe([((string?)null, "PaymentCaptured", Order, 12.34m)]);
        topics.Unreadable.ShouldHaveSingleItem().Topic.ShouldBe("payments.events");
        (await reader.ReadDeadLettersAsync(Cancelled)).ShouldBe([new Count("topic payments.events.orders.dlt", 1)]);
        (await reader.ReadBacklogsAsync(Cancelled)).ShouldBe([new Count("lag of group orders on payments.events", 2)]);

        Commit(kafka.ConnectionString, topics.PaymentEvents[0].Position);
        (await reader.ReadBacklogsAsync(Cancelled)).ShouldBe([new Count("lag of group orders on payments.events", 1)]);
    }

    [Fact]
    public async Task Count_what_is_in_the_queues_of_RabbitMQ_and_create_none()
    {
        await using var rabbitMq = await TestServers.StartRabbitMqAsync(null, Cancelled);
        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbitMq.ConnectionString) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancelled);
        foreach (var queue in new[] { "email", "email_error" })
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), Encoding.UTF8.GetBytes("x"), Cancelled);
        }

        var reader = new RabbitMqReader(rabbitMq.ConnectionString);

        (await reader.ReadBacklogsAsync(Cancelled)).Where(queue => queue.Number > 0).ShouldBe([new Count("queue email", 1)]);
        (await reader.ReadDeadLettersAsync(Cancelled)).Where(queue => queue.Number > 0).ShouldBe([new Count("queue email_error", 1)]);
        (await reader.ReadDeadLettersAsync(Cancelled)).Count(queue => queue.Number == 0).ShouldBe(14);
    }

    [Fact]
    public async Task Name_the_option_and_the_host_that_can_not_be_read_but_no_password()
    {
        var port = FreePort.Next();
        Func<Task>[] readings =
        [
            () => new PostgresReader($"Host=127.0.0.1;Port={port};Username=u;Password=secret").ReadPendingAsync(Cancelled),
            () => new RabbitMqReader($"amqp://u:secret@127.0.0.1:{port}/").ReadBacklogsAsync(Cancelled),
            async () =>
            {
                using var http = new HttpReader(new Uri($"http://127.0.0.1:{port}/"), 1);
                await http.ReadPendingAsync(Cancelled);
            },
        ];
        foreach (var (reading, option) in readings.Zip(["--postgres", "--rabbitmq", "--url"]))
        {
            var failure = await Should.ThrowAsync<CannotLookException>(reading);
            failure.Message.ShouldContain(option);
            failure.Message.ShouldContain($"127.0.0.1:{port}");
            failure.Message.ShouldNotContain("secret");
        }
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task ProduceAsync(IProducer<string, string> producer, string topic, string value, params (string Name, string Value)[] headers)
    {
        var message = new Message<string, string> { Key = Order.ToString(), Value = value, Headers = [] };
        foreach (var header in headers)
            message.Headers.Add(header.Name, Encoding.UTF8.GetBytes(header.Value));
        await producer.ProduceAsync(topic, message, Cancelled);
    }

    private static void Commit(string bootstrapServers, TopicPosition position)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "orders", EnableAutoCommit = false }).Build();
        consumer.Commit([new TopicPartitionOffset(position.Topic, position.Partition, position.Offset + 1)]);
    }
}
