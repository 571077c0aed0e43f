using Messaging.Depth;
using Orders.Service.Operations.OpenApi;

namespace Orders.Service.Operations.Watching;

/// <summary><c>/queues</c>: what waits on RabbitMQ, Kafka, Redis and in the outbox.</summary>
internal static class QueueEndpoints
{
    public static IEndpointRouteBuilder MapQueues(this IEndpointRouteBuilder operations)
    {
        operations.MapGet("/queues", (QueueDepths depths) => TypedResults.Ok<IReadOnlyList<QueueItem>>([.. depths.Current.Select(QueueItem.Of)]))
            .WithSummary("Every queue: messages, consumers, age of the oldest, threshold and state")
            .WithExample("""[{"system":"rabbitmq","name":"email","messages":1204,"consumers":0,"oldestSeconds":75.2,"threshold":1000,"state":"Degraded"}]""");
        return operations;
    }
}
