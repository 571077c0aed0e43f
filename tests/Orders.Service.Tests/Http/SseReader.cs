using System.Text.Json.Nodes;

namespace Orders.Service.Tests.Http;

/// <summary>Reads a stream of server-sent events, line by line as they arrive.</summary>
internal sealed class SseReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StreamReader _lines;

    private SseReader(HttpResponseMessage response, StreamReader lines) => (Response, _lines) = (response, lines);

    public HttpResponseMessage Response { get; }

    public static async Task<SseReader> OpenAsync(HttpClient client, Guid id, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/orders/{id}/stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new SseReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    /// <summary>The next line, or <see langword="null"/> at the end.</summary>
    public Task<string?> LineAsync() => _lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>The next event; comments are passed over.</summary>
    public async Task<(string Event, string Id, JsonNode Data)> NextAsync()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await LineAsync() is { } line)
        {
            if (line.Length == 0 && fields.Count > 0)
                return (fields["event"], fields["id"], JsonNode.Parse(fields["data"])!);
            if (line.Length > 0 && line[0] != ':')
            {
                var parts = line.Split(": ", 2);
                fields.Add(parts[0], parts[1]);
            }
        }

        throw new EndOfStreamException("The answer ended before the next event.");
    }

    public void Dispose()
    {
        _lines.Dispose();
        Response.Dispose();
    }
}
