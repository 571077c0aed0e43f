using System.Diagnostics.CodeAnalysis;
using System.Text;
using MassTransit.Logging;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>A record's headers as text. The sender's trace appears under the name by which MassTransit looks for it.</summary>
internal sealed class RecordHeaderProvider : IHeaderProvider
{
    private readonly Dictionary<string, object> _headers = new(StringComparer.OrdinalIgnoreCase);

    public RecordHeaderProvider(Confluent.Kafka.Headers? headers)
    {
        foreach (var header in headers ?? [])
        {
            // Names beginning so steer MassTransit itself; only this process may set them.
            if (header.GetValueBytes() is { } value && !header.Key.StartsWith("MT-", StringComparison.OrdinalIgnoreCase))
                _headers[header.Key] = Encoding.UTF8.GetString(value);
        }

        if (_headers.TryGetValue(MessagingHeaders.TraceParent, out var parent))
            _headers[DiagnosticHeaders.ActivityId] = parent;
    }

    public IEnumerable<KeyValuePair<string, object>> GetAll() => _headers;

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value) => _headers.TryGetValue(key, out value);
}
