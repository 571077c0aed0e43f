using Messaging.Depth;
using Messaging.RabbitMq;
using Orders.Service.Workflow;

namespace Orders.Service.Monitoring;

/// <summary>Registers the watch over all queues.</summary>
internal static class QueueWatchExtensions
{
    /// <summary>Watches the queues of RabbitMQ, where it is used; outbox, topics and streams bring their own.</summary>
    public static IServiceCollection AddQueueWatch(this IServiceCollection services, string? rabbitMq)
    {
        services.AddQueueDepth(HealthTags.Ready);
        services.AddOptions<QueueDepthOptions>().BindConfiguration("QueueDepth").ValidateDataAnnotations().ValidateOnStart();
        return rabbitMq is null ? services : services.AddRabbitMqQueueDepth(rabbitMq, Queues.All);
    }
}
