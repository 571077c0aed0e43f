using MassTransit;
using Messaging.Depth;
using Messaging.Failures;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ITransactionalOutbox = Messaging.Outbox.ITransactionalOutbox;

namespace Messaging.Kafka;

/// <summary>Adds Kafka to MassTransit's registration.</summary>
public static class KafkaRiderExtensions
{
    /// <summary>Adds the rider: its endpoints start and stop with the bus, which may be of any transport.</summary>
    public static void UsingKafka(this IRiderRegistrationConfigurator rider, Action<IRiderRegistrationContext, IKafkaConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(rider);
        ArgumentNullException.ThrowIfNull(configure);

        AddShared(rider);
        rider.SetRiderFactory(new KafkaRiderFactory(configure));
    }

    /// <summary>Adds a scoped <see cref="ITopicProducer{TKey, T}"/> that produces to the topic.</summary>
    public static void AddProducer<TKey, T>(this IRiderRegistrationConfigurator rider, string topic)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(rider);
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        KeyFormat.Require<TKey>();

        AddShared(rider);
        rider.TryAddScoped<ITopicProducer<TKey, T>>(scope => new TopicProducer<TKey, T>(
            topic, scope.GetRequiredService<KafkaHost>(), scope.GetRequiredService<KafkaTransport>(), scope.GetService<ITransactionalOutbox>()));
    }

    private static void AddShared(IServiceCollection services)
    {
        services.TryAddSingleton<KafkaHost>();
        services.TryAddSingleton<IKafkaHealth>(provider => provider.GetRequiredService<KafkaHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueDepthSource, KafkaQueueDepthSource>());
        services.TryAddSingleton<KafkaTransport>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFailureClassifier, KafkaFailureClassifier>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransportHealth, KafkaTransportHealth>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboxTransport, KafkaTransport>(
            provider => provider.GetRequiredService<KafkaTransport>()));
    }
}
