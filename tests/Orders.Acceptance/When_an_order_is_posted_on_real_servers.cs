using System.Text;
using Confluent.Kafka;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

public sealed class When_an_order_is_posted_on_real_servers(RealServers servers) : When_an_order_is_posted(servers), IClassFixture<RealServers>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Its_changes_are_plain_JSON_under_its_key_with_the_headers_that_others_rely_on()
    {
        var id = await servers.Orders.PostAsync("SKU-003", 1, 7.5m, TestContext.Current.CancellationToken);
        await servers.Orders.WaitForEndAsync(id, Patience, TestContext.Current.CancellationToken);

        var records = ReadAll("orders.events", $"{id}", 4);

        records.Select(record => record.Message.Value).ShouldAllBe(value => !value.Contains("null", StringComparison.Ordinal));
        for (var i = 0; i < records.Count; i++)
        {
            var status = new[] { "Submitted", "StockReserved", "PaymentPending", "Confirmed" }[i];
            records[i].Message.Value.ShouldMatch(
                $$"""^\{"type":"Order{{status}}","orderId":"{{id}}","customerId":"customer-1","version":{{i + 1}},"status":"{{status}}","total":7\.50?,"at":"[0-9T:.-]+Z"\}$""");
            Header(records[i], "message-id").ShouldMatch("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");
            Header(records[i], "ordering-key").ShouldBe($"{id}");
        }

        records.Select(record => long.Parse(Header(record, "ordering-sequence"))).ShouldBeInOrder();
    }

    [Fact]
    public async Task Its_changes_and_its_end_are_plain_JSON_on_the_exchanges_of_RabbitMQ()
    {
        await using var listener = await ExchangeListener.StartAsync(
            servers.Servers.RabbitMq.ConnectionString, TestContext.Current.CancellationToken,
            ("orders.topic", "orders.*"), ("orders.announcements", ""), ("orders.severity", "info"), ("orders.severity", "error"));

        var id = await servers.Orders.PostAsync("SKU-003", 1, 7.5m, TestContext.Current.CancellationToken);
        await servers.Orders.WaitForEndAsync(id, Patience, TestContext.Current.CancellationToken);

        await Eventually.BecomesTrueAsync(() => Heard().Count() >= 9, Patience, "nine messages about the order were heard", TestContext.Current.CancellationToken);
        string[] keys = ["orders.submitted", "orders.stockreserved", "orders.paymentpending", "orders.confirmed"];
        Heard().Where(one => one.Exchange == "orders.topic").Select(one => one.Key).ShouldBe(keys);
        Heard().Where(one => one.Exchange == "orders.announcements").Select(one => one.Key).ShouldBe(keys);
        Heard().Where(one => one.Exchange == "orders.severity").Select(one => one.Key).ShouldBe(["info"]);
        Heard().ShouldAllBe(one => one.ContentType == "application/json");
        Heard().First().Body.ShouldMatch(
            $$"""^\{"type":"OrderSubmitted","orderId":"{{id}}","customerId":"customer-1","version":1,"status":"Submitted","total":7\.50?,"at":"[0-9T:.-]+Z"\}$""");

        IEnumerable<(string Exchange, string Key, string? ContentType, string Body)> Heard() => listener.Heard.Where(one => one.Body.Contains($"{id}", StringComparison.Ordinal));
    }

    private List<ConsumeResult<string, string>> ReadAll(string topic, string key, int count)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = servers.Servers.Kafka.ConnectionString,
            GroupId = $"reader-{Guid.NewGuid()}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
        consumer.Subscribe(topic);
        var found = new List<ConsumeResult<string, string>>();
        using var patience = new CancellationTokenSource(Patience);
        while (found.Count < count)
        {
            var record = consumer.Consume(patience.Token);
            if (record.Message.Key == key)
                found.Add(record);
        }

        return found;
    }

    private static string Header(ConsumeResult<string, string> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
