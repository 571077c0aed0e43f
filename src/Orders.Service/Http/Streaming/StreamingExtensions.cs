using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence;

namespace Orders.Service.Http.Streaming;

/// <summary>Registers what the stream of an order needs.</summary>
internal static class StreamingExtensions
{
    public static IServiceCollection AddOrderStream(this IServiceCollection services)
    {
        services.AddOptions<OrderStreamOptions>().BindStrictly(OrderStreamOptions.Section).ValidateDataAnnotations();
        services.AddSingleton<OrderWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderWatch>());
        services.AddSingleton<OrderCommitInterceptor>();
        services.AddSingleton<StreamOrder>();
        services.ConfigureDbContext<OrdersDbContext>(Intercept);
        services.ConfigureDbContext<SqliteOrdersDbContext>(Intercept);
        return services;
    }

    private static void Intercept(IServiceProvider provider, DbContextOptionsBuilder options) =>
        options.AddInterceptors(provider.GetRequiredService<OrderCommitInterceptor>());
}
