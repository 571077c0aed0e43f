using Messaging.Depth;
using Messaging.RabbitMq;
using Orders.Service.Workflow;

namespace Orders.Service.Monitoring;

/// <summary>Registers the watch over all queues.</summary>
internal static class QueueWatchExtensions
{
    /// <summary>Watches the queues of RabbitMQ, where it is used; outbox, topics and streams bring their own.</summary>
    public static IHealthChecksBuilder AddQueueWatch(this IHealthChecksBuilder checks, string? rabbitMq)
    {
        var services = checks.Services;
        services.AddQueueDepth(HealthTags.Ready);
        services.AddOptions<QueueDepthOptions>().BindStrictly("QueueDepth").ValidateDataAnnotations();
        if (rabbitMq is not null)
            services.AddRabbitMqQueueDepth(rabbitMq, Queues.All);
        return checks;
    }
}
