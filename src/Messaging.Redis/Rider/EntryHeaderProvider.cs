using System.Diagnostics.CodeAnalysis;
using MassTransit.Logging;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>The fields that are headers. The sender's trace appears under the name by which MassTransit looks for it.</summary>
internal sealed class EntryHeaderProvider : IHeaderProvider
{
    private readonly Dictionary<string, object> _headers = new(StringComparer.OrdinalIgnoreCase);

    public EntryHeaderProvider(IReadOnlyList<RedisField> fields)
    {
        foreach (var field in fields.Where(field => EntryFields.IsHeader(field.Name)))
            _headers[field.Name] = field.Text;
        if (_headers.TryGetValue(MessagingHeaders.TraceParent, out var parent))
            _headers[DiagnosticHeaders.ActivityId] = parent;
    }

    public IEnumerable<KeyValuePair<string, object>> GetAll() => _headers;

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value) => _headers.TryGetValue(key, out value);
}
