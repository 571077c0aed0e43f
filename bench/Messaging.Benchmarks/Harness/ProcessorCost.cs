using System.Globalization;

namespace Messaging.Benchmarks.Harness;

/// <summary>Processor time of this process, PostgreSQL and RabbitMQ; a server elsewhere has none that could be read.</summary>
internal readonly record struct ProcessorCost(TimeSpan Client, TimeSpan? Postgres, TimeSpan? RabbitMq)
{
    public static ProcessorCost operator -(ProcessorCost left, ProcessorCost right) =>
        new(left.Client - right.Client, left.Postgres - right.Postgres, left.RabbitMq - right.RabbitMq);

    public ProcessorCost Per(long messages) => new(Client / messages, Postgres / messages, RabbitMq / messages);

    public static ProcessorCost MedianOf(IEnumerable<ProcessorCost> costs)
    {
        var all = costs.ToList();
        TimeSpan? Middle(Func<ProcessorCost, TimeSpan?> part) =>
            all.TrueForAll(cost => part(cost) is not null) ? TimeSpan.FromTicks((long)Median.Of(all.Select(cost => (double)part(cost)!.Value.Ticks))) : null;
        return new ProcessorCost(Middle(cost => cost.Client)!.Value, Middle(cost => cost.Postgres), Middle(cost => cost.RabbitMq));
    }

    /// <summary>Microseconds: <c>client/PostgreSQL/RabbitMQ</c>.</summary>
    public override string ToString() => string.Join('/', Text(Client), Text(Postgres), Text(RabbitMq));

    private static string Text(TimeSpan? time) => time?.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture) ?? "-";
}
