using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Orders.Service.Http.Json;

/// <summary>A request's body as it came and as JSON, or the problem to answer with.</summary>
internal sealed class JsonBody : IDisposable
{
    private readonly JsonDocument? _document;

    private JsonBody(ReadOnlyMemory<byte> bytes, JsonDocument? document, ProblemHttpResult? problem)
    {
        Bytes = bytes;
        _document = document;
        Problem = problem;
    }

    /// <summary>Set when the body can't be used; then there is no <see cref="Root"/>.</summary>
    public ProblemHttpResult? Problem { get; }

    /// <summary>The body, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public JsonElement Root => _document?.RootElement ?? throw new InvalidOperationException("The body was refused; look at Problem first.");

    public static JsonBody Of(ReadOnlyMemory<byte> bytes, JsonDocument document) => new(bytes, document, null);

    public static JsonBody Refused(ProblemHttpResult problem) => new(default, null, problem);

    public void Dispose() => _document?.Dispose();
}
