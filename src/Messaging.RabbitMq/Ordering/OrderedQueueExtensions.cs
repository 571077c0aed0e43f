using MassTransit;
using MassTransit.Configuration;
using Messaging.Endpoints;
using Messaging.Failures;
using Messaging.Parking;
using Messaging.RabbitMq.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq;

/// <summary>Queues whose messages take effect in the order of their keys.</summary>
public static class OrderedQueueExtensions
{
    /// <summary>
    /// Consumes the queue in order by key, the header <c>ordering-key</c>; messages without one keep their order among themselves. One replica consumes at
    /// a time and works on many keys, one message of each; a message that fails for a while parks its key with all that follows in the database, where it is tried
    /// again, while other keys go on. The queue keeps <c>x-single-active-consumer</c> for life: an existing one must be deleted first.
    /// </summary>
    /// <remarks>
    /// Call it after the limits of the endpoint are set and before <c>UseFailurePolicy(context, redelivery: false)</c> and <c>UseTransactionalInbox</c>, both of
    /// which it needs. The endpoint's <c>ConcurrentMessageLimit</c> becomes the number of keys in work.
    /// </remarks>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">What MassTransit hands over.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="configure">What to do about failures.</param>
    /// <exception cref="ConfigurationException">There is no parked store, or a setting can't be.</exception>
    public static void UseOrderedQueue(
        this IRabbitMqReceiveEndpointConfigurator endpoint, IRegistrationContext context, string queue, Action<OrderedQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        var options = new OrderedQueueOptions();
        configure?.Invoke(options);
        if (options.ParkedConcurrency < 1 || options.Lease < TimeSpan.FromSeconds(1) || options.PollInterval <= TimeSpan.Zero
            || options.StopTimeout <= TimeSpan.Zero || options.ShutdownTimeout < TimeSpan.FromSeconds(1))
            throw new ConfigurationException($"The ordered queue {queue} needs a ParkedConcurrency of at least 1, a Lease and a ShutdownTimeout of at least 1 s, and a positive PollInterval and StopTimeout; change them in UseOrderedQueue.");
        var configuration = endpoint as IReceiveEndpointConfiguration
            ?? throw new ConfigurationException($"The ordered queue {queue} must be configured on the endpoint itself: call UseOrderedQueue inside ReceiveEndpoint or the callback of ConfigureEndpoints.");
        var concurrency = configuration.ConcurrentMessageLimit ?? configuration.PrefetchCount;
        endpoint.SingleActiveConsumer = true;
        // Everything that is held takes its place in the order; how much of it runs is decided there.
        endpoint.ConcurrentMessageLimit = Math.Max(configuration.PrefetchCount, 1);

        var logger = context.GetRequiredService<ILoggerFactory>().CreateLogger("Messaging.RabbitMq.Ordering");
        var settings = context.GetRequiredService<EndpointSettings>();
        settings.KeepsOrder(queue);
        var failures = settings.For(queue).Failures;
        var time = context.GetService<TimeProvider>() ?? TimeProvider.System;
        var classification = context.GetRequiredService<FailureClassification>();
        var handler = new ParkedQueueHandler(context, configuration, queue, time);
        var runner = new ParkedKeyRunner(Required<IParkedKeyQueue>(context, queue), handler, RunnerSettings(queue, failures, options), classification, time, logger);
        var parking = new QueueParking(Required<IParkingStore>(context, queue), queue, failures, options, runner, time, logger);
        var patience = new Patience(failures, time);
        var limits = StopLimits.Of(options);
        var ordered = new OrderedQueue(queue, concurrency, parking, new QueueClaims(Required<IPartitionClaims>(context, queue), queue, patience, logger), limits.Close, time, logger);
        var lifetime = new OrderedQueueLifetime(ordered, runner, limits, time);

        context.GetService<CollectedQueues>()?.AddOrdered(queue);
        endpoint.ConfigureChannel(channel => channel.UseFilter(new SubscriptionFilter(ordered)));
        endpoint.ConfigureReceive(receive => receive.UseFilter(new OrderedQueueFilter(ordered)));
        endpoint.ConfigureError(error => error.UseFilter(new OrderedFailureFilter(parking, classification)));
        configuration.EndpointObservers.Connect(lifetime);
        configuration.ReceiveObservers.Connect(lifetime);
    }

    private static ParkedKeyRunnerSettings RunnerSettings(string queue, FailureOptions failures, OrderedQueueOptions options) => new(OrderedKeys.System, queue, queue)
    {
        Failures = failures,
        HoldAfterDeadLetter = options.HoldAfterDeadLetter,
        Concurrency = options.ParkedConcurrency,
        Lease = options.Lease,
        PollInterval = options.PollInterval,
    };

    private static T Required<T>(IRegistrationContext context, string queue)
        where T : class => context.GetService<T>()
        ?? throw new ConfigurationException($"The ordered queue {queue} needs a parked store: call AddTransactionalMessaging, or register one.");
}
