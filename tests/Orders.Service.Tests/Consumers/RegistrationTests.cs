using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Consumers;
using Orders.Service.Streams;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Consumers;

public sealed class RegistrationTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    [Fact]
    public void Every_consumer_says_its_queue_in_a_definition_beside_it()
    {
        var types = typeof(ConsumersExtensions).Assembly.GetTypes().Where(type => type.Namespace == typeof(ConsumersExtensions).Namespace).ToList();
        var consumers = types.Where(type => type.IsAssignableTo(typeof(IConsumer))).ToList();

        consumers.Count.ShouldBeGreaterThanOrEqualTo(4);
        consumers.Where(consumer => !types.Exists(type => type.IsAssignableTo(typeof(IConsumerDefinition<>).MakeGenericType(consumer)))).ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_can_be_asked_for_every_queue_that_the_service_consumes_and_for_no_other()
    {
        var consumed = service.Services.GetRequiredService<IBusControl>().CheckHealth().Endpoints.Keys.Select(address => address.Split('/')[^1]).ToList();

        Queues.All.ShouldBeSubsetOf(consumed);
        // The topic's, and those of a process alone, which are gone with it.
        consumed.Except(Queues.All).ShouldAllBe(queue => queue == Topics.Group || queue.StartsWith("orders-announcements-") || queue.Contains("_bus_"));
    }

    [Fact]
    public async Task All_of_them_are_registered_and_lead_an_order_to_its_end()
    {
        await using var captured = await service.ListenAsync<PaymentCaptured>();

        var id = await service.SubmitAsync("ada", new OrderLine("SKU-001", 2, 9.99m));

        (await captured.FirstAsync(payment => payment.OrderId == id)).Amount.ShouldBe(19.98m);
    }
}
