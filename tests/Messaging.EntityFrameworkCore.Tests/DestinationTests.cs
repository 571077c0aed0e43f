using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class DestinationTests
{
    [Theory]
    [InlineData("rabbitmq://node-1:5672/orders/data?bind=true", "rabbitmq://broker/orders/data")]
    [InlineData("rabbitmq://node-2/orders/data", "rabbitmq://broker/orders/data")]
    [InlineData("rabbitmq://node-1/orders/reply?temporary=true&durable=false", "rabbitmq://broker/orders/reply?temporary=true&durable=false")]
    [InlineData("loopback://localhost/data", "loopback://localhost/data")]
    [InlineData("topic:orders.events", "topic:orders.events")]
    public void A_destination_is_the_same_for_replicas_that_reach_the_broker_by_different_names(string address, string destination) =>
        OutboxCapture.AsSent(new Uri(address)).ShouldBe(new Uri(destination));
}
