using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Redis;
using Orders.Service.Persistence;

namespace Orders.Service.Redis;

/// <summary>What the service does with Redis, where there is one.</summary>
internal static class RedisExtensions
{
    /// <summary>Adds the connection, and the channel that wakes readers of every replica.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="connectionString"><see langword="null"/>: Redis is off.</param>
    public static IServiceCollection AddOrdersRedis(this IServiceCollection services, string? connectionString)
    {
        services.AddRedisMessaging(connectionString);
        if (connectionString is null)
            return services.AddHostedService<RedisIsOff>();
        services.AddCommittedChanges<OrderStatusChannel>();
        return services.AddHostedService(provider => provider.GetRequiredService<OrderStatusChannel>());
    }

    /// <summary>Adds the consumers of the stream and the list.</summary>
    public static void AddOrdersRedis(this IBusRegistrationConfigurator bus, string? connectionString)
    {
        if (connectionString is null)
            return;
        bus.AddRider(rider =>
        {
            rider.AddConsumer<ImportedOrderConsumer>();
            rider.AddConsumer<TaskElementConsumer>();
            rider.UsingRedis((context, redis) =>
            {
                redis.StreamEndpoint<ImportedOrder>(RedisNames.Import, RedisNames.Group, endpoint =>
                {
                    endpoint.JsonMember("lines");
                    // The entry stays where it is until it is tried again; there is nothing to reschedule.
                    endpoint.UseFailurePolicy(context, redelivery: false, name: RedisNames.Import);
                    endpoint.UseTransactionalInbox<OrdersDbContext>(context);
                    endpoint.ConfigureConsumer<ImportedOrderConsumer>(context);
                });
                redis.ListEndpoint<RawText>(RedisNames.Tasks, endpoint =>
                {
                    endpoint.UseFailurePolicy(context, redelivery: false, name: RedisNames.Tasks);
                    endpoint.UseTransactionalInbox<OrdersDbContext>(context);
                    endpoint.ConfigureConsumer<TaskElementConsumer>(context);
                });
            });
        });
    }
}
