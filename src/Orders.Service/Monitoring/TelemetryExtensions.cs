using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Orders.Service.Monitoring;

/// <summary>Traces, metrics and logs by OTLP, where the standard variables <c>OTEL_*</c> say.</summary>
internal static class TelemetryExtensions
{
    private const string DefaultServiceName = "orders";

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Diagnostics",
        "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit", "Messaging.*", OrderMetrics.MeterName,
    ];

    /// <summary>Adds nothing at all when no endpoint is set: without a back end nothing is measured and nothing is kept.</summary>
    public static WebApplicationBuilder AddOrdersTelemetry(this WebApplicationBuilder builder)
    {
        var wanted = TelemetrySignals.Of(builder.Configuration);
        if (!wanted.Any)
            return builder;

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .Clear()
                .AddService(DefaultServiceName, serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString(3))
                .AddTelemetrySdk()
                // Last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => Trace(traces, wanted.Traces))
            .WithMetrics(metrics => metrics.AddMeter(wanted.Metrics ? Meters : []))
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();

        // The exporter takes all three signals; what has no endpoint of its own gets nothing to send.
        if (!wanted.Logs)
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.None);
        return builder;
    }

    private static void Trace(TracerProviderBuilder traces, bool wanted)
    {
        if (!wanted)
            return;
        traces
            .AddSource("MassTransit", "Messaging", "Messaging.*")
            .AddAspNetCoreInstrumentation(http => http.Filter = request => !IsProbe(request))
            .AddHttpClientInstrumentation()
            .AddNpgsql()
            .AddProcessor<MessagingSpans>();
    }

    private static bool IsProbe(HttpContext http) => http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
}
