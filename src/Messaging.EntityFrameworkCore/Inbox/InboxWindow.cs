using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// A parked message may be older than the window of the dated inbox when it runs at last. It is remembered by the time of its receipt then;
/// a second copy of it that comes as late is refused, as every message of that age.
/// </summary>
internal static class InboxWindow
{
    public static InboxEntry[] Within(InboxEntry[] entries, OrderedDelivery delivery, IServiceProvider services)
    {
        if (delivery.Parked is null || entries is not [{ StampedAt: { } stamp } entry])
            return entries;
        var days = services.GetRequiredService<IOptions<TransactionalMessagingOptions>>().Value.InboxDays;
        var first = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.Date.AddDays(-days);
        return stamp.UtcDateTime.Date < first ? [entry with { StampedAt = null }] : entries;
    }
}
