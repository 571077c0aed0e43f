using MassTransit;

namespace Messaging.RabbitMq;

/// <summary>How queues are declared. Only arguments that a queue keeps for life are set; what people change later belongs in policies.</summary>
public static class RabbitMqQueueExtensions
{
    /// <summary>
    /// Makes the endpoint's queue a durable quorum queue whose own dead letters can't get lost: rejected and over-delivered messages go, at
    /// least once, through the exchange <c>QUEUE_dlx</c> to the queue <c>QUEUE_dlq</c>.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="deliveryLimit">After so many deliveries without an answer the broker gives up; without a limit of one's own RabbitMQ 4 drops a message after 20.</param>
    public static void UseDurableQueue(this IRabbitMqReceiveEndpointConfigurator endpoint, string queue, int deliveryLimit = DefaultDeliveryLimit)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deliveryLimit);
        endpoint.Durable = true;
        endpoint.AutoDelete = false;
        endpoint.SetQueueArgument(QueueType, "quorum");
        endpoint.SetQueueArgument(DeliveryLimit, deliveryLimit);
        endpoint.BindDeadLetterQueue($"{queue}_dlx", $"{queue}_dlq", SetDeadLetterArguments);
        endpoint.SetQueueArgument(DeadLetterStrategy, "at-least-once");
        // At-least-once dead-lettering needs it: a full dead-letter queue must push back, not drop.
        endpoint.SetQueueArgument(Overflow, "reject-publish");
        endpoint.ConfigureDeadLetter(skipped => skipped.UseFilter(new UnknownTypeFilter(queue)));
    }

    /// <summary>
    /// Declares error queues as plain quorum queues. Left alone they inherit every argument of the queue, and with a dead-letter
    /// exchange or a TTL the dead letters would leave again.
    /// </summary>
    public static void UseDurableErrorQueues(this IRabbitMqBusFactoryConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.SendTopology.ConfigureErrorSettings = Plain;
        bus.SendTopology.ConfigureDeadLetterSettings = Plain;
    }

    /// <summary>The default of <see cref="UseDurableQueue"/>. On RabbitMQ 3.10 a lost connection counts as a delivery for everything prefetched.</summary>
    public const int DefaultDeliveryLimit = 20;

    /// <summary>
    /// How queues of dead letters are declared, by whoever comes first. RabbitMQ 4 drops from a quorum queue without a limit of its own what was
    /// delivered 20 times, which a collector that is killed again and again reaches; no version takes a limit of -1.
    /// </summary>
    internal static Dictionary<string, object?> DeadLetterQueueArguments() =>
        new(StringComparer.Ordinal) { [QueueType] = "quorum", [DeliveryLimit] = Unlimited };

    private const int Unlimited = 1_000_000_000;
    private const string QueueType = "x-queue-type";
    private const string DeliveryLimit = "x-delivery-limit";
    private const string DeadLetterExchange = "x-dead-letter-exchange";
    private const string DeadLetterRoutingKey = "x-dead-letter-routing-key";
    private const string DeadLetterStrategy = "x-dead-letter-strategy";
    private const string Overflow = "x-overflow";

    private static void Plain(IRabbitMqQueueBindingConfigurator queue)
    {
        foreach (var argument in new[] { DeliveryLimit, DeadLetterExchange, DeadLetterRoutingKey, DeadLetterStrategy, Overflow, "x-message-ttl", "x-max-length", "x-max-length-bytes", "x-expires", "x-single-active-consumer" })
            queue.SetQueueArgument(argument, null!);
        SetDeadLetterArguments(queue);
    }

    private static void SetDeadLetterArguments(IRabbitMqQueueConfigurator queue)
    {
        foreach (var (name, value) in DeadLetterQueueArguments())
            queue.SetQueueArgument(name, value);
    }
}
