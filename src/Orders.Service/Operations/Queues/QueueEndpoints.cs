using Messaging.Depth;

namespace Orders.Service.Operations.Queues;

/// <summary><c>/queues</c>: what waits on RabbitMQ, Kafka, Redis and in the outbox.</summary>
internal static class QueueEndpoints
{
    public static IEndpointRouteBuilder MapQueues(this IEndpointRouteBuilder operations)
    {
        operations.MapGet("/queues", (QueueDepths depths) => TypedResults.Ok<IReadOnlyList<QueueItem>>([.. depths.Current.Select(QueueItem.Of)]))
            .WithSummary("Every queue: messages, consumers, age of the oldest, threshold and state");
        return operations;
    }
}
