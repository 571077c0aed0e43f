using System.Text;
using Orders.Acceptance.Fixtures;
using RabbitMQ.Client;

namespace Orders.Acceptance;

public sealed class When_poison_comes_from_RabbitMQ(RealServers installation) : IClassFixture<RealServers>
{
    private const string UnknownType = """
        {"messageId":"0199a4f2-0000-7000-8000-000000000001","messageType":["urn:message:Nobody:Knows"],"message":{"anything":1}}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_bad_message_becomes_one_dead_letter_and_the_next_good_one_is_consumed()
    {
        await PublishAsync("email", "{ this is not JSON", "application/json");
        await PublishAsync("email", UnknownType, "application/vnd.masstransit+json");
        await PublishAsync("reserve-stock", "{ this is not JSON", "application/json");
        await PublishAsync("order-state", "", "application/octet-stream");

        var id = await installation.Orders.PostAsync("SKU-001", 1, 1, Cancelled);

        (await installation.Orders.WaitForEndAsync(id, TimeSpan.FromSeconds(60), Cancelled)).Status.ShouldBe("Confirmed");
        await installation.ShouldKeepItsPromisesAsync([id], Cancelled, deadLetters: 4);
    }

    private async Task PublishAsync(string queue, string body, string contentType)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(installation.Servers.RabbitMq.ConnectionString) }.CreateConnectionAsync(Cancelled);

        // Confirmed and mandatory: poison that never arrived would make this test pass for nothing.
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirmed, Cancelled);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true, ContentType = contentType }, Encoding.UTF8.GetBytes(body), Cancelled);
    }
}
