using System.Globalization;
using Cronos;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>
/// When a schedule occurs. Cronos does daylight saving as it is wanted here: a fixed time that does not exist occurs at the first valid moment,
/// one that exists twice at the first of both.
/// </summary>
internal sealed class Timetable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly CronExpression? _cron;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _interval;

    private Timetable(CronExpression? cron, TimeZoneInfo zone, TimeSpan interval, string text)
    {
        (_cron, _zone, _interval, Text) = (cron, zone, interval, text);
    }

    public string Text { get; }

    public string Zone => _zone.Id;

    /// <exception cref="FormatException">The message says what is wrong and what to change.</exception>
    public static Timetable Of(string? cron, TimeSpan? interval, string? zone)
    {
        if (cron is null == interval is null)
            throw new FormatException("it needs either Cron or Interval.");
        if (interval is { } every)
        {
            return every >= Shortest
                ? new Timetable(null, TimeZoneInfo.Utc, every, every.ToString("c", CultureInfo.InvariantCulture))
                : throw new FormatException($"an interval is at least {Shortest}, and this one {every}.");
        }

        return new Timetable(Parse(cron!), FindZone(zone ?? "UTC"), TimeSpan.Zero, cron!.Trim());
    }

    /// <summary>The first occurrence after a time; <see langword="null"/>: never again.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_cron is not null)
            return _cron.GetNextOccurrence(after.UtcDateTime, _zone) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
        var passed = (after - DateTimeOffset.UnixEpoch).Ticks / _interval.Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks((passed + 1) * _interval.Ticks);
    }

    /// <summary>The latest occurrence from the first one, which is due, up to now.</summary>
    public DateTimeOffset Latest(DateTimeOffset first, DateTimeOffset now)
    {
        var latest = first;
        while (Next(latest) is { } next && next <= now)
            latest = next;
        return latest;
    }

    private static CronExpression Parse(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return CronExpression.Parse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new FormatException($"'{text}' is no cron expression of five fields, or six with seconds first. {exception.Message}", exception);
        }
    }

    private static TimeZoneInfo FindZone(string id)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FormatException($"there is no time zone '{id}' on this machine. Use a name like Europe/Berlin, and an image with time zone data (tzdata).", exception);
        }
    }
}
