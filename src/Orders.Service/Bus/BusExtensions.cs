using System.Text.Json.Serialization;
using MassTransit;
using Messaging.DeadLetters;
using Messaging.Endpoints;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Json;
using Messaging.Kafka;
using Messaging.RabbitMq;
using Messaging.RabbitMq.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Options;
using Orders.Contracts;
using Orders.Service.Consumers;
using Orders.Service.Exchanges;
using Orders.Service.Http.Json;
using Orders.Service.Persistence;
using Orders.Service.Redis;
using Orders.Service.Streams;
using Orders.Service.Worker;
using Orders.Service.Workflow;

namespace Orders.Service.Bus;

/// <summary>The wiring of bus, queues and topics.</summary>
internal static class BusExtensions
{
    // Of one process, over all its queues; enough to keep two cores busy without holding more than can be done soon.
    private const int Prefetch = 64;
    private const int Concurrency = 16;

    public static IServiceCollection AddOrdersBus(this IServiceCollection services, Servers servers, ConsumedQueues consumed)
    {
        services.AddFailurePolicy();
        services.AddOptions<KafkaOptions>().BindStrictly("Kafka").ValidateDataAnnotations();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddTraceParent();
            if (consumed.Include(Queues.OrderState))
                bus.AddOrderStateMachine().TransactionalRepository<OrderState, OrdersDbContext>();
            bus.AddOrderConsumers(consumed);
            bus.AddTransactionalMessaging<OrdersDbContext>(options =>
            {
                // What moves an order on waits for the queue of the workflow, and is not lost before that is there for the first time.
                options.MustBeRouted<OrderSubmitted>();
                options.MustBeRouted<OrderCancelled>();
                options.MustBeRouted<StockReserved>();
                options.MustBeRouted<StockUnavailable>();
                options.MustBeRouted<PaymentCaptured>();
                options.MustBeRouted<PaymentDeclined>();
                // The audit misses nothing.
                options.MustBeRouted<OrderEvent>();
            });
            bus.AddOptions<TransactionalMessagingOptions>().BindStrictly("Messaging");
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
            {
                endpoint.UseEndpointSettings(context, queue, consumed.Concurrency * 4 ?? Prefetch, consumed.Concurrency ?? Concurrency);
                var ordered = context.IsOrdered(endpoint, queue);
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbitMq)
                {
                    rabbitMq.UseDurableQueue(queue);
                    context.CollectDeadLetters(queue);
                    if (ordered)
                        rabbitMq.UseOrderedQueue(context, queue, options => options.ShutdownTimeout = context.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
                }
                else
                {
                    endpoint.UseDirectDeadLetters(context);
                }

                endpoint.UsePlainJson(oneType: Queues.OfOneMessage.Contains(queue));
                endpoint.UseTraceParent();
                endpoint.UseFailurePolicy(context, redelivery: !ordered, name: queue);
                if (Queues.OfTasks.Contains(queue))
                    endpoint.UseTransactionalTasks<OrdersDbContext>(context);
                else if (!Queues.WithoutInbox.Contains(queue))
                    endpoint.UseTransactionalInbox<OrdersDbContext>(context);
            });
            bus.AddConsumer<AnnouncementConsumer>().ExcludeFromConfigureEndpoints();
            bus.AddOrdersStreams(servers.Kafka, consumed);
            bus.AddOrdersRedis(consumed.AreAll ? servers.Redis : null);
            if (servers.RabbitMq is { } uri)
                bus.UseRabbitMq(uri, consumed);
            else
                bus.UseMemory(consumed);
        });
        return services;
    }

    private static void UseRabbitMq(this IBusRegistrationConfigurator bus, string uri, ConsumedQueues consumed)
    {
        bus.AddRabbitMqMessaging();
        bus.AddRabbitMqDeadLetters(uri);
        bus.AddOptions<DeadLetterCollectorOptions>().BindStrictly("DeadLetters:RabbitMq").ValidateDataAnnotations();
        bus.UsingRabbitMq((context, rabbitMq) =>
        {
            rabbitMq.Host(uri, "orders");
            rabbitMq.EndCallsWithTheirChannel();
            rabbitMq.UseDurableErrorQueues();
            // The relay sends to exchanges by address; without this, only the exchange itself would be there and not what it feeds.
            rabbitMq.DeployPublishTopology = true;
            rabbitMq.Publish<OrderSubmitted>();
            rabbitMq.Publish<OrderCancelled>();
            rabbitMq.Publish<StockReserved>();
            rabbitMq.Publish<StockUnavailable>();
            rabbitMq.Publish<PaymentCaptured>();
            rabbitMq.Publish<PaymentDeclined>();
            rabbitMq.UseOrdersExchanges(context, consumed.AreAll);
            rabbitMq.ConfigureEndpoints(context);
        });
    }

    private static void UseMemory(this IBusRegistrationConfigurator bus, ConsumedQueues consumed) =>
        bus.UsingInMemory((context, memory) =>
        {
            memory.UseOrdersExchanges(context, consumed.AreAll);
            memory.ConfigureEndpoints(context);
        });

    private static void AddOrdersStreams(this IBusRegistrationConfigurator bus, string servers, ConsumedQueues consumed) =>
        bus.AddRider(rider =>
        {
            if (consumed.AreAll)
                rider.AddConsumer<PaymentEventsConsumer>();
            rider.AddProducer<string, OrderEvent>(Topics.OrderEvents);
            rider.AddProducer<string, PaymentEvent>(Topics.PaymentEvents);
            rider.UsingKafka((context, kafka) =>
            {
                var options = context.GetRequiredService<IOptions<KafkaOptions>>().Value;
                kafka.Host(servers);
                kafka.Json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
                kafka.Json.Converters.Add(new UtcDateTimeOffsetConverter());
                kafka.Topic(Topics.OrderEvents, topic => topic.Partitions = options.Partitions);
                kafka.Topic(Topics.PaymentEvents, topic => topic.Partitions = options.Partitions);
                if (!consumed.AreAll)
                    return;
                kafka.CollectDeadLetters();
                kafka.TopicEndpoint<string, PaymentEvent>(Topics.PaymentEvents, Topics.Group, endpoint =>
                {
                    endpoint.ConcurrentMessageLimit = Concurrency;
                    endpoint.SessionTimeout = options.SessionTimeout;
                    // Order by key does not allow a redelivery behind later records; a record that fails parks its key.
                    endpoint.UseFailurePolicy(context, redelivery: false, name: Topics.PaymentEvents);
                    endpoint.UseTransactionalInbox<OrdersDbContext>(context);
                    endpoint.ParkFailedKeys(context);
                    endpoint.ConfigureConsumer<PaymentEventsConsumer>(context);
                });
            });
        });
}
