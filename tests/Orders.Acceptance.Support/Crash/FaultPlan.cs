namespace Orders.Acceptance.Support.Crash;

/// <summary>The faults of a run, in the order in which they happen. The same seed makes the same faults.</summary>
public static class FaultPlan
{
    public static IReadOnlyList<Fault> Make(int seed, int orders, int kills, int replicas, bool servers)
    {
        // Not the sequence from which the orders are made: other orders must not mean the same faults.
        var random = new Random(seed ^ 0x5EED);
        List<FaultKind> kinds = [.. Enumerable.Repeat(FaultKind.Replica, kills)];
        if (servers)
            kinds.AddRange([FaultKind.RabbitMq, FaultKind.Kafka, FaultKind.Postgres]);
        var order = kinds.ToArray();
        random.Shuffle(order);

        // One in each stretch of the load, so that each finds work in flight; none in the first and the last.
        var stretch = orders / (double)(order.Length + 2);
        return [.. order.Select((kind, index) => new Fault(
            kind, random.Next(replicas), (int)(stretch * (index + 1 + random.NextDouble())), TimeSpan.FromMilliseconds(random.Next(250)), Down(random, kind)))];
    }

    private static TimeSpan Down(Random random, FaultKind kind) =>
        kind is FaultKind.Replica ? TimeSpan.FromMilliseconds(random.Next(2_000)) : TimeSpan.FromMilliseconds(random.Next(1_000, 5_000));
}
