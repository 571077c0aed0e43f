using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Orders.Service.Http.Streaming;

/// <summary>Writes server-sent events. By hand, because ASP.NET Core's result can't write comments.</summary>
internal sealed class EventStreamWriter(HttpResponse response, JsonSerializerOptions json)
{
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    public Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = MediaTypeNames.Text.EventStream;
        response.Headers.CacheControl = "no-cache, no-store";
        // nginx would keep the events until there are enough of them.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return response.Body.FlushAsync(cancellationToken);
    }

    public async Task WriteAsync(OrderStatusChange change, CancellationToken cancellationToken)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"event: status\nid: {change.Version}\ndata: {JsonSerializer.Serialize(change, json)}\n\n");
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    public async Task WriteCommentAsync(CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Comment, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
