using MassTransit;
using MassTransit.Transports.Fabric;
using Messaging.Json;
using Messaging.RabbitMq;
using Orders.Contracts;
using RabbitMqExchange = Messaging.RabbitMq.ExchangeKind;

namespace Orders.Service.Exchanges;

/// <summary>Declares the exchanges, on RabbitMQ and on the bus in memory, and what every replica hears.</summary>
internal static class ExchangesExtensions
{
    // Of one replica, for as long as it runs.
    private const string ReplicaQueue = "orders-announcements-";

    public static void UseOrdersExchanges(this IRabbitMqBusFactoryConfigurator bus, IRegistrationContext context, bool listen)
    {
        bus.NameExchanges();
        bus.Publish<OrderEvent>(exchange => exchange.ExchangeType = RabbitMqExchange.Topic);
        bus.Publish<OrderAlert>(exchange => exchange.ExchangeType = RabbitMqExchange.Direct);
        if (!listen)
            return;
        bus.ReceiveEndpoint(ReplicaQueue + NewId.NextGuid().ToString("N"), endpoint =>
        {
            endpoint.UseReplicaQueue();
            endpoint.BindExchange(ExchangeNames.Announcements, RabbitMqExchange.FanOut, exchange => exchange.FeedFrom(ExchangeNames.Topic, RabbitMqExchange.Topic, "#"));
            endpoint.Listen(context);
        });
    }

    public static void UseOrdersExchanges(this IInMemoryBusFactoryConfigurator bus, IRegistrationContext context, bool listen)
    {
        bus.NameExchanges();
        bus.Publish<OrderEvent>(exchange => exchange.ExchangeType = ExchangeType.Topic);
        bus.Publish<OrderAlert>(exchange => exchange.ExchangeType = ExchangeType.Direct);
        if (!listen)
            return;
        bus.ReceiveEndpoint(ReplicaQueue + NewId.NextGuid().ToString("N"), endpoint =>
        {
            // One exchange does not feed another here.
            endpoint.Bind(ExchangeNames.Announcements);
            endpoint.Bind(ExchangeNames.Topic, ExchangeType.Topic, "#");
            endpoint.Listen(context);
        });
    }

    private static void NameExchanges(this IBusFactoryConfigurator bus)
    {
        bus.Message<OrderEvent>(message => message.SetEntityName(ExchangeNames.Topic));
        bus.Message<OrderAlert>(message => message.SetEntityName(ExchangeNames.Severity));
    }

    private static void Listen(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.UsePlainJson(oneType: true);
        // Missed, it costs a reader a moment: they also look at an interval.
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
        endpoint.ConfigureConsumer<AnnouncementConsumer>(context);
    }
}
