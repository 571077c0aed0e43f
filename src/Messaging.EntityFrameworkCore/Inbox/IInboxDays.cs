using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>The days for which a database keeps rows of the inbox, where it keeps them apart by day.</summary>
internal interface IInboxDays
{
    /// <summary>
    /// Makes what is missing between the newest day and the days to come. After a service was down for long its first message may come
    /// before the housekeeping has done so.
    /// </summary>
    /// <param name="context">A context without a transaction.</param>
    /// <param name="wanted">The days that a message needs.</param>
    /// <param name="days">The inbox's window.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether all wanted days are there now; otherwise the message is older than the window, or far in the future.</returns>
    Task<bool> TryOpenAsync(DbContext context, IReadOnlyList<DateOnly> wanted, int days, CancellationToken cancellationToken);
}
