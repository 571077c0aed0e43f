using System.Globalization;
using Messaging.Failures;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// The inbox keeps no rows for the day on which a message was stamped: it can't be told from a duplicate. Without the database's exception
/// inside, since a dead letter shows the innermost one, and that does not say what to do.
/// </summary>
internal sealed class OutsideInboxException(IReadOnlyList<InboxEntry> entries) : PermanentFailureException(
    $"A message is stamped {string.Join(", ", entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.StampedAt:O} (id {entry.MessageId})")))}, a day for which the inbox keeps no rows: it can't be told from a duplicate. Enlarge InboxDays above the longest redelivery, or check the sender's clock.")
{
    /// <summary>The days of the messages' stamps.</summary>
    public IReadOnlyList<DateOnly> Days { get; } =
        [.. entries.Where(entry => entry.StampedAt is not null).Select(entry => DateOnly.FromDateTime(entry.StampedAt!.Value.UtcDateTime)).Distinct()];
}
