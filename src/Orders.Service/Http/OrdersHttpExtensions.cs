using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Orders.Service.Http.Errors;
using Orders.Service.Http.Idempotency;
using Orders.Service.Http.Json;
using Orders.Service.Http.Streaming;

namespace Orders.Service.Http;

/// <summary>Registers what <see cref="OrdersEndpoints.MapOrders"/> needs.</summary>
internal static class OrdersHttpExtensions
{
    // Above the limits of the endpoints, because Kestrel counts the framing of chunks too.
    private const long LargestRequest = 1024 * 1024;

    /// <summary>Adds the endpoints' services, JSON as it leaves, problem details, the OpenAPI document and the limits of Kestrel.</summary>
    public static IServiceCollection AddOrdersHttp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KeysInWork>();
        services.AddScoped<IdempotentRequests>();
        services.AddScoped<SubmitOrder>();
        services.AddOrderStream();
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
            options.Converters.Add(new UtcDateTimeOffsetConverter());
        });
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
        });
        services.AddOpenApi(openApi => openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        return services.AddProblems();
    }
}
