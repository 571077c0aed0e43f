using System.Diagnostics.Metrics;
using Messaging.EntityFrameworkCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Orders.Service.Monitoring;

namespace Orders.Service.Tests.Monitoring;

/// <summary>What the service exports when it is told where to.</summary>
public sealed class MetricsExportTests
{
    [Fact]
    public async Task The_instruments_of_outbox_and_inbox_are_exported()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        builder.AddOrdersTelemetry();
        using var reader = new BaseExportingMetricReader(new Names());
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddReader(reader));
        await using var app = builder.Build();
        _ = app.Services.GetRequiredService<MeterProvider>();

        app.Services.GetRequiredService<IMeterFactory>().Create(TransactionalMessagingMetrics.MeterName)
            .CreateCounter<long>(TransactionalMessagingMetrics.Sent).Add(1);
        reader.Collect();

        Names.Seen.ShouldContain(TransactionalMessagingMetrics.Sent);
    }

    private sealed class Names : BaseExporter<Metric>
    {
        public static HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                Seen.Add(metric.Name);
            return ExportResult.Success;
        }
    }
}
