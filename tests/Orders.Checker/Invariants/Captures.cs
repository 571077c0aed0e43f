using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>The money side of an order, whatever source it was read from.</summary>
internal static class Captures
{
    public static IEnumerable<Violation> Compare(IReadOnlyList<RecordedOrder> orders, IEnumerable<Movement> movements)
    {
        var byOrder = movements.GroupBy(movement => movement.OrderId).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var order in orders)
        {
            byOrder.Remove(order.Id, out var moved);
            var wrong = Wrong(order.Status, order.Total, moved ?? []);
            if (wrong is not null)
                yield return new Violation($"order {order.Id}", $"{order.Status}, {wrong}");
        }

        foreach (var (id, moved) in byOrder.Where(pair => pair.Value.Any(movement => movement.Counts != (0, 0))))
            yield return new Violation($"order {id}", $"does not exist, but has {moved.Count} payment(s)");
    }

    private static string? Wrong(string status, decimal total, List<Movement> moved)
    {
        var captures = moved.Sum(movement => movement.Counts.Captured);
        var refunds = moved.Sum(movement => movement.Counts.Refunded);
        var expected = status == Statuses.Confirmed ? 1 : 0;

        // A second capture is wrong even when it was given back: there is one payment per order.
        if (captures - refunds != expected || captures > 1)
            return $"{captures} capture(s) less {refunds} refund(s), expected {expected}";
        var other = moved.Find(movement => movement.Counts != (0, 0) && movement.Amount != total);
        return other is null ? null : $"moved {other.Amount} for a total of {total}";
    }

    internal sealed record Movement(Guid OrderId, decimal Amount, (int Captured, int Refunded) Counts);
}
