using System.Globalization;
using System.Text.Json;
using Messaging.DeadLetters;
using Messaging.DeadLetters.Administration;
using Messaging.EntityFrameworkCore.DeadLetters;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Reads dead letters, and makes conditions of filters.</summary>
internal static class DeadLetterRows
{
    /// <summary>Of a list, without what is long.</summary>
    public static StoredDeadLetter Read(OperationsRow row) => new(
        row.Id(0)!.Value,
        Enum.Parse<DeadLetterState>(row.Text(1)!),
        row.Time(2)!.Value,
        new DeadLetter
        {
            SourceSystem = row.Text(3)!,
            Source = row.Text(4)!,
            SourceIdentity = row.Text(5)!,
            SourceGroup = row.Text(6),
            SourcePartition = (int?)row.Number(7),
            SourceOffset = row.Number(8),
            SourceKey = row.Bytes(9) is { } key ? key : null,
            Destination = row.Text(10),
            MessageType = row.Text(11),
            MessageId = row.Id(12),
            OriginalMessageId = row.Id(13),
            ConversationId = row.Id(14),
            OrderingKey = row.Text(15),
            OrderingSequence = row.Number(16),
            StampedAt = row.Time(17),
            ExceptionType = row.Text(19),
            ExceptionMessage = row.Text(20),
            Attempts = (int)row.Number(21)!.Value,
            FirstFailedAt = row.Time(22),
            LastFailedAt = row.Time(23),
            TraceParent = row.Text(25),
            TraceState = row.Text(26),
            ContentType = row.Text(27),
            ReplayOf = row.Id(28),
        },
        row.Text(24),
        Convert.ToBoolean(row.Value(18), CultureInfo.InvariantCulture),
        row.Text(29));

    public static StoredDeadLetter ReadFull(OperationsRow row)
    {
        var stored = Read(row);
        return stored with
        {
            Letter = stored.Letter with
            {
                ExceptionStack = row.Text(30),
                Headers = Values(row.Text(31)),
                Properties = Values(row.Text(32)),
                Body = row.Bytes(33) is { } body ? body : null,
            },
        };
    }

    public static DeadLetterGroup ReadGroup(OperationsRow row) => new(
        row.Text(0)!, row.Text(1)!, row.Text(2), row.Text(3), row.Number(4)!.Value, row.Time(5)!.Value, row.Time(6)!.Value);

    /// <summary>The conditions of what the filter says, and no others: a condition that does not matter would hide the index of one that does.</summary>
    public static (string Where, List<(string, object?)> Parameters) Where(DeadLetterFilter filter, DeadLetterCursor? after = null)
    {
        var conditions = new List<string>();
        var parameters = new List<(string, object?)>();
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Add(condition);
            parameters.Add((name, value));
        }

        Add("state = @state", "@state", filter.State?.ToString());
        Add("source_system = @system", "@system", filter.SourceSystem);
        Add("source = @source", "@source", filter.Source);
        Add("message_type = @type", "@type", filter.MessageType);
        Add("exception_type = @exception", "@exception", filter.ExceptionType);
        Add("last_failed_at >= @from", "@from", filter.From);
        Add("last_failed_at < @to", "@to", filter.To);
        Add("(last_failed_at, id) < (@at, @after)", "@at", after?.LastFailedAt);
        if (after is not null)
            parameters.Add(("@after", after.Id));
        return (conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}", parameters);
    }

    private static Dictionary<string, object?> Values(string? json)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json ?? "{}");
        foreach (var member in document.RootElement.EnumerateObject())
            values[member.Name] = Plain(member.Value);
        return values;
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Null => null,
        JsonValueKind.Object when value.TryGetProperty(StorableJson.Base64, out var base64) && base64.TryGetBytesFromBase64(out var bytes) => bytes,
        _ => value.GetRawText(),
    };
}
