using System.Diagnostics.Metrics;

namespace Messaging.EntityFrameworkCore;

/// <summary>The instruments of outbox and inbox: names, units and descriptions in one place.</summary>
internal static class MessagingMeters
{
    public const string Name = "Messaging.EntityFrameworkCore";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Unflushed =
        Meter.CreateCounter<long>("messaging.outbox.unflushed", "{message}", "Messages lost because their scope ended without a commit");

    public static readonly Counter<long> Sent =
        Meter.CreateCounter<long>("messaging.outbox.sent", "{message}", "Messages the relay has delivered and the broker has confirmed");

    public static readonly Counter<long> SendFailures =
        Meter.CreateCounter<long>("messaging.outbox.send.failures", "{attempt}", "Attempts to deliver a message that failed");

    public static readonly Counter<long> Duplicates =
        Meter.CreateCounter<long>("messaging.inbox.duplicates", "{message}", "Messages that had been consumed before and had no effect");

    public static readonly Counter<long> Unidentified =
        Meter.CreateCounter<long>("messaging.inbox.unidentified", "{message}", "Messages without an id, consumed at least once");
}
