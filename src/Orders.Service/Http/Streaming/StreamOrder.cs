using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Orders.Service.Http.Streaming;

/// <summary><c>GET /orders/{id}/stream</c>: every change of an order as it happens, until its last.</summary>
internal sealed class StreamOrder(
    OrderWatch watch, IOptions<OrderStreamOptions> options, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string LastEventId = "Last-Event-ID";

    public static Task<Results<EmptyHttpResult, NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, HttpContext http, StreamOrder stream, CancellationToken cancellationToken) => stream.RunAsync(id, http, cancellationToken);

    private async Task<Results<EmptyHttpResult, NoContent, ProblemHttpResult>> RunAsync(Guid id, HttpContext http, CancellationToken disconnected)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(disconnected, lifetime.ApplicationStopping);

        // Watched before it is looked up: a change in between is not missed.
        using var reading = watch.Watch(id, out var order);
        if (order.Known.Changes.Count == 0)
            await watch.LookAsync([id], disconnected);
        if (order.Known.Changes is not [.., var newest])
            return Problems.NoSuchOrder(id);
        var seen = Seen(http.Request);
        // By 204 a browser learns not to come back; after the end of an answer it would, again and again.
        if (newest.IsLast && newest.Version <= seen)
            return TypedResults.NoContent();

        try
        {
            await WriteAsync(order, seen, new EventStreamWriter(http.Response, json.Value.SerializerOptions), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader has left, or the service stops: either way the answer ends here, and the reader goes on elsewhere.
            return TypedResults.Empty;
        }

        return TypedResults.Empty;
    }

    private async Task WriteAsync(WatchedOrder order, int seen, EventStreamWriter writer, CancellationToken cancellationToken)
    {
        await writer.BeginAsync(cancellationToken);
        while (true)
        {
            var (changes, more) = order.Known;
            foreach (var change in changes.Where(change => change.Version > seen))
            {
                await writer.WriteAsync(change, cancellationToken);
                seen = change.Version;
                if (change.IsLast)
                    return;
            }

            await more.WaitAsync(options.Value.CommentInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!more.IsCompleted)
                await writer.WriteCommentAsync(cancellationToken);
        }
    }

    /// <summary>The version after which to begin. What is no version of an order is as good as none.</summary>
    private static int Seen(HttpRequest request) =>
        int.TryParse(request.Headers[LastEventId].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
