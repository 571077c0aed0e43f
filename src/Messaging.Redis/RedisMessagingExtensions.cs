using Messaging.DeadLetters.Administration;
using Messaging.Depth;
using Messaging.Failures;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Messaging.Redis;

/// <summary>Registers Redis.</summary>
public static class RedisMessagingExtensions
{
    /// <summary>
    /// Adds the connection and what uses it: pub/sub, idempotency keys, the state for health checks, and what <c>UsingRedis</c> needs. Without a
    /// connection string Redis is off, and what needs it says so when it is used.
    /// </summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="connectionString">That of StackExchange.Redis, <c>host:port,option=value,...</c>; <see langword="null"/> or blank: off.</param>
    public static IServiceCollection AddRedisMessaging(this IServiceCollection services, string? connectionString)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new RedisSettings(connectionString));
        services.TryAddSingleton<RedisHost>();
        services.TryAddSingleton<IRedisHealth>(provider => provider.GetRequiredService<RedisHost>());
        services.TryAddSingleton<IAtMostOnceChannels, AtMostOnceChannels>();
        services.TryAddSingleton<FailureClassification>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFailureClassifier, RedisFailureClassifier>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueDepthSource, RedisQueueDepthSource>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisWatch>());
        services.TryAddSingleton<RedisTransport>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboxTransport, RedisTransport>(provider => provider.GetRequiredService<RedisTransport>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransportHealth, RedisTransportHealth>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IDeadLetterRoute, RedisReplayRoute>());
        return services;
    }

    /// <summary>Adds a scoped <see cref="IStreamProducer{T}"/> that adds to the stream; needs <see cref="AddRedisMessaging"/>.</summary>
    public static IServiceCollection AddStreamProducer<T>(this IServiceCollection services, string stream)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(stream);
        services.TryAddScoped<IStreamProducer<T>>(scope => new StreamProducer<T>(
            stream, scope.GetRequiredService<RedisHost>(), scope.GetRequiredService<RedisTransport>(), scope.GetService<ITransactionalOutbox>()));
        return services;
    }
}
