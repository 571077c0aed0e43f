using System.Globalization;
using MassTransit;

namespace Messaging.DeadLetters;

/// <summary>What the bus writes into the headers of a message that it moves to an error queue.</summary>
public static class FaultHeaders
{
    private const int MostAttempts = 1_000_000;

    /// <summary>
    /// How often the consumer ran, all deliveries together: by the header <c>failed-attempts</c>. Without it, where nobody has counted, an estimate: each
    /// delivery was tried as often as the last one.
    /// </summary>
    public static int Attempts(IEnumerable<KeyValuePair<string, object?>> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var (retries, redeliveries, counted) = (0, 0, 0);
        foreach (var (name, value) in headers)
        {
            if (CountOf(value) is not { } count)
                continue;
            if (name.Equals(MessagingHeaders.FailedAttempts, StringComparison.OrdinalIgnoreCase))
                counted = Math.Max(counted, count);
            else if (name.Equals(MassTransit.MessageHeaders.FaultRetryCount, StringComparison.OrdinalIgnoreCase))
                retries = Math.Min(count, 1_000);
            else if (name.Equals(MassTransit.MessageHeaders.RedeliveryCount, StringComparison.OrdinalIgnoreCase))
                redeliveries = Math.Min(count, 1_000);
        }

        return counted > 0 ? counted : (retries + 1) * (redeliveries + 1);
    }

    /// <summary>A number that anybody may have written.</summary>
    internal static int? CountOf(object? value) =>
        int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Min(count, MostAttempts)
            : null;

    /// <summary>When the message failed for the first time, where it was redelivered since.</summary>
    public static DateTimeOffset? FirstFailedAt(IReadOnlyDictionary<string, object?> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.TryGetValue(MessagingHeaders.FirstFailedAt, out var value)
            && DateTimeOffset.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at.ToUniversalTime()
                : null;
    }

    /// <summary>Type and message of the exception, also where a long reason was cut before it travelled.</summary>
    /// <param name="type">The value of <c>MT-Fault-ExceptionType</c>.</param>
    /// <param name="message">The value of <c>MT-Fault-Message</c>.</param>
    public static (string? Type, string? Message) Cause(string? type, string? message) =>
        type == typeof(CutException).FullName && message?.Split(CutException.Separator, 2) is [var name, var text] ? (name, text) : (type, message);
}
