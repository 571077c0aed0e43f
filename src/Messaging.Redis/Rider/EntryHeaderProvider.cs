using System.Diagnostics.CodeAnalysis;
using MassTransit.Logging;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>The fields that are headers. The sender's trace appears under the name by which MassTransit looks for it.</summary>
internal sealed class EntryHeaderProvider(IReadOnlyList<RedisField> fields) : IHeaderProvider
{
    private Dictionary<string, object>? _headers;

    private Dictionary<string, object> Headers => _headers ??= Read();

    public IEnumerable<KeyValuePair<string, object>> GetAll() => Headers;

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value) => Headers.TryGetValue(key, out value);

    private Dictionary<string, object> Read()
    {
        var headers = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (EntryFields.IsHeader(field.Name))
                headers[field.Name] = field.Text;
        }

        if (headers.TryGetValue(MessagingHeaders.TraceParent, out var parent))
            headers[DiagnosticHeaders.ActivityId] = parent;
        return headers;
    }
}
