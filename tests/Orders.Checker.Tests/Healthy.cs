using Orders.Checker.Recorded;

namespace Orders.Checker.Tests;

/// <summary>A snapshot of an installation where all went well: one order for each way to end, and every server looked at.</summary>
internal static class Healthy
{
    public static readonly Guid Confirmed = new("00000000-0000-7000-8000-000000000001");
    public static readonly Guid Rejected = new("00000000-0000-7000-8000-000000000002");
    public static readonly Guid Declined = new("00000000-0000-7000-8000-000000000003");
    public static readonly Guid Withdrawn = new("00000000-0000-7000-8000-000000000004");

    public static Snapshot Snapshot()
    {
        RecordedOrder[] orders =
        [
            Order(Confirmed, 20, Statuses.Submitted, Statuses.StockReserved, Statuses.PaymentPending, Statuses.Confirmed),
            Order(Rejected, 20, Statuses.Submitted, Statuses.Rejected),
            Order(Declined, 20_000, Statuses.Submitted, Statuses.StockReserved, Statuses.PaymentPending, Statuses.Cancelled),
            Order(Withdrawn, 20, Statuses.Submitted, Statuses.StockReserved, Statuses.PaymentPending, Statuses.Cancelled),
        ];
        return new Snapshot
        {
            Accepted = [.. orders.Select(order => order.Id)],
            AcceptedIsAll = true,
            Rows = orders,
            Answers = orders,
            SeededStock = new Dictionary<string, long> { ["SKU-001"] = 100 },
            Stock = new Dictionary<string, long> { ["SKU-001"] = 98 },
            Payments = [new(Confirmed, 20, "Captured"), new(Declined, 20_000, "Declined"), new(Withdrawn, 20, "Refunded")],
            Topics = new RecordedTopics(
                [.. orders.SelectMany(Events).Select((e, offset) => e with { Position = e.Position with { Offset = offset } })],
                [
                    Payment(0, Confirmed, "PaymentAuthorized", 20), Payment(1, Confirmed, "PaymentCaptured", 20), Payment(2, Declined, "PaymentDeclined", 20_000),
                    Payment(3, Withdrawn, "PaymentCaptured", 20), Payment(4, Withdrawn, "PaymentRefunded", 20),
                ],
                []),
            Backlogs = [new("outbox rows that are due", 0), new("queue order-state", 0)],
            DeadLetters = [new("queue order-state_error", 0), new("topic payments.events.orders.dlt", 0)],
        };
    }

    public static RecordedPaymentEvent Payment(long offset, Guid order, string type, decimal amount) =>
        new(new TopicPosition("payments.events", 0, offset), $"payment-message-{offset}", order.ToString(), order, order, type, amount);

    private static RecordedOrder Order(Guid id, decimal total, params string[] path) => new(id, path[^1], path.Length, total)
    {
        Lines = [new("SKU-001", 2)],
        History = [.. path.Select((status, index) => new RecordedChange(index + 1, status))],
    };

    private static IEnumerable<RecordedOrderEvent> Events(RecordedOrder order) => order.History.Select(change => new RecordedOrderEvent(
        new TopicPosition("orders.events", 0, 0), $"{order.Id}/{change.Version}", order.Id.ToString(), order.Id, change.Version, change.Status, order.Total));
}
