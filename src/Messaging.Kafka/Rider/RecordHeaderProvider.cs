using System.Diagnostics.CodeAnalysis;
using System.Text;
using MassTransit.Logging;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>
/// A record's headers as text. The sender's trace appears under the name by which MassTransit looks for it. Few are ever asked for, so each is
/// read when it is.
/// </summary>
internal sealed class RecordHeaderProvider(Confluent.Kafka.Headers? headers) : IHeaderProvider
{
    // Names beginning so steer MassTransit itself; only this process may set them.
    private const string Reserved = "MT-";

    public IEnumerable<KeyValuePair<string, object>> GetAll()
    {
        var all = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers ?? [])
        {
            if (header.GetValueBytes() is { } value && !header.Key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase))
                all[header.Key] = Encoding.UTF8.GetString(value);
        }

        if (all.TryGetValue(MessagingHeaders.TraceParent, out var parent))
            all[DiagnosticHeaders.ActivityId] = parent;
        return all;
    }

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
    {
        value = key.Equals(DiagnosticHeaders.ActivityId, StringComparison.OrdinalIgnoreCase) ? Last(MessagingHeaders.TraceParent)
            : key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) ? null
            : Last(key);
        return value is not null;
    }

    private string? Last(string key)
    {
        for (var i = (headers?.Count ?? 0) - 1; i >= 0; i--)
        {
            var header = headers![i];
            if (header.Key.Equals(key, StringComparison.OrdinalIgnoreCase) && header.GetValueBytes() is { } value)
                return Encoding.UTF8.GetString(value);
        }

        return null;
    }
}
