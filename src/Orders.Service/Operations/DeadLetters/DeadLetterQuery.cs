using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using Messaging.DeadLetters.Administration;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>Filters of dead letters, in a query and in a body alike, and the cursor of their pages.</summary>
internal static class DeadLetterQuery
{
    public const string State = "state";
    public const string SourceSystem = "sourceSystem";
    public const string Source = "source";
    public const string Type = "type";
    public const string Exception = "exception";
    public const string From = "from";
    public const string To = "to";

    public const int LongestText = 500;

    private const int CursorBytes = sizeof(long) + 16;

    public static readonly string[] Systems = ["rabbitmq", "kafka", "redis", "outbox"];

    public static DeadLetterFilter Filter(QueryReader query)
    {
        var state = query.OneOf(State, Enum.GetNames<DeadLetterState>());
        return new DeadLetterFilter
        {
            State = state is null ? null : Enum.Parse<DeadLetterState>(state),
            SourceSystem = query.OneOf(SourceSystem, Systems),
            Source = query.Text(Source),
            MessageType = query.Text(Type),
            ExceptionType = query.Text(Exception),
            From = query.Time(From),
            To = query.Time(To),
        };
    }

    /// <summary>The same members of a JSON object. The state is always Open: nothing else is replayed in bulk.</summary>
    public static DeadLetterFilter Filter(JsonElement element, FieldErrors errors)
    {
        var fields = new JsonFields(element, "filter", errors);
        string? Text(string name) => fields.Has(name) ? fields.Text(name, LongestText) : null;
        DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } text)
                return null;
            if (QueryReader.TryParseTime(text, out var time))
                return time;
            errors.Add($"filter.{name}", QueryReader.TimeExpected);
            return null;
        }

        var filter = new DeadLetterFilter
        {
            State = DeadLetterState.Open,
            SourceSystem = Text(SourceSystem),
            Source = Text(Source),
            MessageType = Text(Type),
            ExceptionType = Text(Exception),
            From = Time(From),
            To = Time(To),
        };
        if (filter.SourceSystem is { } system && !Systems.Contains(system, StringComparer.Ordinal))
            errors.Add($"filter.{SourceSystem}", $"Must be one of {string.Join(", ", Systems)}.");
        fields.NothingElse();
        return filter;
    }

    public static string Write(StoredDeadLetter last)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, last.Letter.LastFailedAt!.Value.UtcTicks);
        last.Id.TryWriteBytes(bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static DeadLetterCursor? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        if (text.Length != Base64Url.GetEncodedLength(CursorBytes) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != CursorBytes)
            return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < DateTimeOffset.MinValue.UtcTicks || ticks > DateTimeOffset.MaxValue.UtcTicks
            ? null
            : new DeadLetterCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..]));
    }
}
