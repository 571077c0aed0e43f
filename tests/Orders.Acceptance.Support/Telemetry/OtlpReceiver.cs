using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Orders.Acceptance.Support.Telemetry;

/// <summary>A back end for telemetry: takes OTLP over gRPC at one address and over HTTP at another, and keeps it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Message)> _received = [];
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly ConcurrentQueue<LogLine> _logs = [];
    private readonly ConcurrentDictionary<string, byte> _metrics = new(StringComparer.Ordinal);

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        Take("traces", "trace.v1.TraceService", body => OtlpMessages.Spans(body).ForEach(_spans.Enqueue));
        Take("logs", "logs.v1.LogsService", body => OtlpMessages.Logs(body).ForEach(_logs.Enqueue));
        Take("metrics", "metrics.v1.MetricsService", body => OtlpMessages.Metrics(body).ForEach(name => _metrics[name] = 0));
    }

    public IReadOnlyCollection<Span> Spans => _spans;

    public IReadOnlyCollection<LogLine> Logs => _logs;

    public ICollection<string> Metrics => _metrics.Keys;

    /// <summary>How often metrics came.</summary>
    public int RoundsOfMetrics => _received.Count(received => received.Signal == "metrics");

    /// <summary>What makes a service send here, and soon: by gRPC, the protocol where none is set.</summary>
    public IReadOnlyDictionary<string, string> Environment => Soon(_app.Urls.First());

    /// <summary>The same by HTTP, with another protocol and another port.</summary>
    public IReadOnlyDictionary<string, string> HttpEnvironment =>
        new Dictionary<string, string>(Soon(_app.Urls.Last())) { ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Without TLS nothing negotiates the version, so that each has a port of its own.
            kestrel.Listen(IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, http => http.Protocols = HttpProtocols.Http1);
        });
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Where a text stands in anything that was received - names, attributes, events, exceptions, resources - with what is around it.</summary>
    /// <param name="text">What to look for, as it is written.</param>
    /// <param name="signal"><c>traces</c>, <c>logs</c> or <c>metrics</c>.</param>
    public IEnumerable<string> Mentions(string text, string signal)
    {
        const int Around = 60;
        var wanted = Encoding.UTF8.GetBytes(text);
        foreach (var (_, message) in _received.Where(received => received.Signal == signal))
        {
            if (message.AsSpan().IndexOf(wanted) is >= 0 and var index)
                yield return Encoding.UTF8.GetString(message.AsSpan()[Math.Max(0, index - Around)..Math.Min(message.Length, index + wanted.Length + Around)]);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Dictionary<string, string> Soon(string address) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    private void Take(string signal, string service, Action<byte[]> keep)
    {
        _app.MapPost($"/v1/{signal}", async http =>
        {
            Keep(await ReadAsync(http));
            // An empty answer is the message that says all of it was taken.
            http.Response.ContentType = "application/x-protobuf";
        });
        _app.MapPost($"/opentelemetry.proto.collector.{service}/Export", async http =>
        {
            // A flag for compression, which nobody asked for, and the length, before the message and before the answer.
            const int Prefix = 5;
            var framed = await ReadAsync(http);
            if (framed[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(framed.AsSpan(1)) != framed.Length - Prefix)
                throw new InvalidDataException("Not one uncompressed message.");
            Keep(framed[Prefix..]);
            http.Response.ContentType = "application/grpc";
            http.Response.AppendTrailer("grpc-status", "0");
            await http.Response.Body.WriteAsync(new byte[Prefix], http.RequestAborted);
        });

        void Keep(byte[] message)
        {
            _received.Enqueue((signal, message));
            keep(message);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }
}
