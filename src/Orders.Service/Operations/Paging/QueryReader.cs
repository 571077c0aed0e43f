using System.Globalization;
using Orders.Service.Http.Json;

namespace Orders.Service.Operations.Paging;

/// <summary>
/// The parameters of a list, taken out one by one. What is given twice, out of range or left over becomes an error under its name, so that a
/// misspelt filter does not pass for none.
/// </summary>
internal sealed class QueryReader(IQueryCollection query, FieldErrors errors)
{
    public const int DefaultLimit = 50;
    public const int HighestLimit = 200;

    private static readonly string[] Formats =
        ["yyyy-MM-ddTHH:mm:ss'Z'", "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"];

    private readonly HashSet<string> _left = new(query.Keys, StringComparer.Ordinal);

    /// <summary>Text of 1 to <paramref name="longest"/> characters without control characters; <see langword="null"/> when it is not given.</summary>
    public string? Text(string name, int longest = 500)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.Length >= 1 && value.Length <= longest && !value.Any(character => char.IsControl(character) || char.IsSurrogate(character)))
            return value;
        errors.Add(name, $"Must have 1 to {longest} characters, without control characters.");
        return null;
    }

    public string? OneOf(string name, params ReadOnlySpan<string> known)
    {
        if (Take(name) is not { } value)
            return null;
        if (known.Contains(value))
            return value;
        errors.Add(name, $"Must be one of {string.Join(", ", known!)}.");
        return null;
    }

    /// <summary>A time with its offset from UTC: <c>2026-01-02T03:04:05Z</c>.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Take(name) is not { } value)
            return null;
        if (TryParseTime(value, out var time))
            return time;
        errors.Add(name, TimeExpected);
        return null;
    }

    /// <summary>What a time looks like.</summary>
    public const string TimeExpected = "Must be a time like 2026-01-02T03:04:05Z.";

    // Without a zone a time would be taken for one of this machine's.
    public static bool TryParseTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>How many entries at most.</summary>
    public int Limit(string name = "limit")
    {
        if (Take(name) is not { } value)
            return DefaultLimit;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= HighestLimit)
            return limit;
        errors.Add(name, $"Must be a whole number from 1 to {HighestLimit}.");
        return DefaultLimit;
    }

    /// <summary>The <c>next</c> of the page before, as whoever wrote it reads it back.</summary>
    public T? After<T>(Func<string, T?> parse, string name = "after")
        where T : class
    {
        if (Take(name) is not { } value)
            return null;
        if (value.Length <= 200 && parse(value) is { } cursor)
            return cursor;
        errors.Add(name, "Must be the value of `next` of the page before.");
        return null;
    }

    /// <summary>Refuses every parameter that was not taken.</summary>
    public void NothingElse()
    {
        foreach (var name in _left)
            errors.Add(name, "Is not known here.");
    }

    // Two values come as one text with a comma, which is then no value that anything has, or is looked for as it stands.
    private string? Take(string name)
    {
        if (!_left.Remove(name))
            return null;
        var values = query[name];
        if (values.Count == 1)
            return values[0] ?? "";
        errors.Add(name, "Must not be given twice.");
        return null;
    }
}
