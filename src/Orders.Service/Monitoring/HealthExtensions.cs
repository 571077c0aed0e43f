namespace Orders.Service.Monitoring;

/// <summary>Registers the health checks of the service.</summary>
internal static class HealthExtensions
{
    /// <summary>Adds the check of the database. Each broker adds its own.</summary>
    public static IHealthChecksBuilder AddOrdersHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseHealthCheck>();
        return services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthTags.Ready]);
    }

    /// <summary>Adds the check of RabbitMQ, or of the bus in memory.</summary>
    public static IHealthChecksBuilder AddRabbitMqHealth(this IHealthChecksBuilder checks) => checks.AddBroker<RabbitMqHealthCheck>("rabbitmq");

    /// <summary>Adds the checks of Kafka: the connection, and the consumers of topics. A worker, which has none, is ready without.</summary>
    public static IHealthChecksBuilder AddKafkaHealth(this IHealthChecksBuilder checks, bool consumes = true) => consumes
        ? checks.AddBroker<KafkaHealthCheck>("kafka").AddCheck<KafkaConsumersHealthCheck>("kafka-consumers", tags: [HealthTags.Ready])
        : checks;

    /// <summary>Adds the check of Redis, where there is one.</summary>
    public static IHealthChecksBuilder AddRedisHealth(this IHealthChecksBuilder checks, string? connectionString) =>
        connectionString is null ? checks : checks.AddBroker<RedisHealthCheck>("redis");

    /// <summary>Adds the check of a broker. One instance for the life of the process: it remembers whether it was ever connected.</summary>
    public static IHealthChecksBuilder AddBroker<TCheck>(this IHealthChecksBuilder checks, string name)
        where TCheck : BrokerHealth
    {
        checks.Services.AddSingleton<TCheck>();
        return checks.AddCheck<TCheck>(name, tags: [HealthTags.Ready]);
    }
}
