using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>The first statements of the transaction of a message whose key keeps order, once per kind of database.</summary>
internal interface IGuardedInbox
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>
    /// Takes the key's lock, looks whether the message may run, and if so writes its inbox rows. In one round trip, that of BEGIN.
    /// </summary>
    /// <returns>What was found; which entries are new, none when the message may not run.</returns>
    Task<(DeliveryVerdict Verdict, InboxResult Inbox)> EnterAsync(
        DbContext context, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, CancellationToken cancellationToken);
}
