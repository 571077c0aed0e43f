using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Orders.Service.Http.Json;

/// <summary>
/// Reads the body of a request as JSON and nothing but JSON. By hand, because the same bytes decide whether two requests with one
/// <c>Idempotency-Key</c> are the same, and because every way to be wrong has to end in a problem that names it.
/// </summary>
internal static class StrictJsonBody
{
    /// <summary>The field that errors of the body as a whole are reported under.</summary>
    public const string WholeBody = "body";

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 16,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads at most <paramref name="limit"/> bytes; one more is 413.</summary>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (!IsPlainJson(request))
        {
            return JsonBody.Refused(Problems.UnsupportedMediaType(
                "Send the body as application/json in UTF-8, without Content-Encoding."));
        }

        return request.ContentLength > limit
            || await ReadUpToAsync(request.Body, limit, cancellationToken) is not { } bytes
            ? JsonBody.Refused(Problems.TooLarge(limit))
            : Parse(bytes);
    }

    private static bool IsPlainJson(HttpRequest request)
    {
        // Nothing here inflates, so that a compression bomb can't go off.
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count > 0 && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase))
            return false;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Counts what it reads, because a body in chunks has no Content-Length. <see langword="null"/>: there is more.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadUpToAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return buffer.AsMemory(0, length);
            length += read;
            if (length > limit)
                return null;
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
        }
    }

    /// <summary>Takes bytes that are there already.</summary>
    public static JsonBody Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return Invalid("The body is empty; a JSON object is expected.");
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
            return Invalid("JSON must not begin with a byte order mark.");
        if (!Utf8.IsValid(bytes.Span))
            return Invalid("The body is not valid UTF-8.");
        try
        {
            return JsonBody.Of(bytes, JsonDocument.Parse(bytes, Strict));
        }
        catch (JsonException exception)
        {
            return Invalid(
                $"Not valid JSON, or nested deeper than {Strict.MaxDepth}: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static JsonBody Invalid(string message) => JsonBody.Refused(Problems.Invalid(WholeBody, message));
}
