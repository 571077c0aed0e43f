using System.Text;
using System.Text.Json;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The columns of a row that may turn out not to be what they should. Whatever is in them must not keep the relay from reading the others.
/// </summary>
internal sealed record StoredRow(long Id, int Partition, int Attempts, bool Expired, string Destination, string Headers, string Properties)
{
    private const string Unreadable = "unreadable";

    private static readonly IReadOnlyDictionary<string, object?> None = new Dictionary<string, object?>();

    public OutboxRow Read(
        Destinations destinations, Func<Uri, IReadOnlyDictionary<string, object?>, IReadOnlyDictionary<string, object?>, OutboxMessage> message)
    {
        try
        {
            return new OutboxRow(Id, Partition, Attempts, Expired, message(destinations.Of(Destination), HeaderJson.Read(Headers), HeaderJson.Read(Properties)));
        }
        catch (Exception exception) when (exception is UriFormatException or JsonException or InvalidOperationException)
        {
            var known = Uri.TryCreate(Destination, UriKind.Absolute, out var uri) ? uri : new Uri($"{Unreadable}:{Uri.EscapeDataString(Destination)}");
            return new OutboxRow(Id, Partition, Attempts, Expired, message(known, ReadOrKeep(Headers), ReadOrKeep(Properties)), exception);
        }
    }

    private static IReadOnlyDictionary<string, object?> ReadOrKeep(string json)
    {
        try
        {
            return HeaderJson.Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return json.Length == 0 ? None : new Dictionary<string, object?>(StringComparer.Ordinal) { [Unreadable] = Encoding.UTF8.GetBytes(json) };
        }
    }
}
