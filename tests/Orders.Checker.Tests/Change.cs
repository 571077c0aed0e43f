using Orders.Checker.Recorded;

namespace Orders.Checker.Tests;

/// <summary>Damages a healthy snapshot in one place.</summary>
internal static class Change
{
    public static Snapshot Order(this Snapshot seen, Guid id, Func<RecordedOrder, RecordedOrder> change)
    {
        RecordedOrder[] changed = [.. seen.Rows!.Select(order => order.Id == id ? change(order) : order)];
        return seen with { Rows = changed, Answers = changed };
    }

    public static Snapshot OrderEvents(this Snapshot seen, Func<List<RecordedOrderEvent>, IEnumerable<RecordedOrderEvent>> change) =>
        seen with { Topics = seen.Topics! with { OrderEvents = [.. change([.. seen.Topics.OrderEvents])] } };

    public static Snapshot PaymentEvents(this Snapshot seen, Func<List<RecordedPaymentEvent>, IEnumerable<RecordedPaymentEvent>> change) =>
        seen with { Topics = seen.Topics! with { PaymentEvents = [.. change([.. seen.Topics.PaymentEvents])] } };

    /// <summary>An order of which nothing is left anywhere: only the client remembers.</summary>
    public static Snapshot Without(this Snapshot seen, Guid id) =>
        (seen with { Rows = [.. seen.Rows!.Where(order => order.Id != id)], Answers = [.. seen.Answers!.Where(order => order.Id != id)], Payments = [.. seen.Payments!.Where(payment => payment.OrderId != id)] })
        .OrderEvents(events => events.Where(e => e.OrderId != id))
        .PaymentEvents(events => events.Where(e => e.OrderId != id));
}
