using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orders.Acceptance.Support.Telemetry;

/// <summary>A back end for telemetry: takes OTLP over HTTP, and keeps it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly ConcurrentQueue<LogLine> _logs = [];
    private readonly ConcurrentDictionary<string, byte> _metrics = new(StringComparer.Ordinal);

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/traces", request => TakeAsync(request, body => OtlpMessages.Spans(body).ForEach(_spans.Enqueue)));
        app.MapPost("/v1/logs", request => TakeAsync(request, body => OtlpMessages.Logs(body).ForEach(_logs.Enqueue)));
        app.MapPost("/v1/metrics", request => TakeAsync(request, body => OtlpMessages.Metrics(body).ForEach(name => _metrics[name] = 0)));
    }

    public IReadOnlyCollection<Span> Spans => _spans;

    public IReadOnlyCollection<LogLine> Logs => _logs;

    public ICollection<string> Metrics => _metrics.Keys;

    /// <summary>What makes a service send here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext http, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        take(body.ToArray());
        // An empty answer is the message that says all of it was taken.
        http.Response.ContentType = "application/x-protobuf";
    }
}
