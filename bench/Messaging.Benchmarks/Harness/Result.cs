using System.Globalization;
using System.Text;

namespace Messaging.Benchmarks.Harness;

/// <summary>What a measure says, as one line that programs can read.</summary>
internal sealed record Result(string Name, string Unit, IReadOnlyList<Round> Ours, IReadOnlyList<Round> Limit)
{
    /// <summary>More <c>key=value</c> pairs.</summary>
    public string? Extra { get; init; }

    public bool IsRight => Tally.IsRight;

    private Tally Tally => Ours.Concat(Limit).Aggregate(Tally.Right, (sum, round) => sum + round.Tally);

    /// <summary>The median of the rounds' ratios: the machine's speed changes from round to round, and less within one.</summary>
    public static double Ratio(IEnumerable<Round> ours, IEnumerable<Round> limit) =>
        Median.Of(ours.Zip(limit, (mine, best) => mine.Value / best.Value));

    public override string ToString()
    {
        var line = new StringBuilder(Name).Append(CultureInfo.InvariantCulture, $" ours={Text(Ours)}");
        if (Limit.Count > 0)
            line.Append(CultureInfo.InvariantCulture, $" limit={Text(Limit)} ratio={Ratio(Ours, Limit):0.000}");
        if (Ours.All(round => round.Tail is not null) && Limit.All(round => round.Tail is not null))
            line.Append(CultureInfo.InvariantCulture, $" ours_p99={Tail(Ours)} limit_p99={Tail(Limit)}");
        line.Append(CultureInfo.InvariantCulture, $" rounds={Ours.Count} cpu_us={ProcessorCost.MedianOf(Ours.Select(round => round.Cost))}");
        if (Limit.Count > 0)
            line.Append(CultureInfo.InvariantCulture, $" limit_cpu_us={ProcessorCost.MedianOf(Limit.Select(round => round.Cost))}");
        if (Extra is not null)
            line.Append(' ').Append(Extra);
        if (!IsRight)
            line.Append(CultureInfo.InvariantCulture, $" NO FIGURE lost={Tally.Lost} doubled={Tally.Doubled}");
        return line.ToString();
    }

    private string Text(IEnumerable<Round> rounds) => Show(Median.Of(rounds.Select(round => round.Value)));

    private string Tail(IEnumerable<Round> rounds) => Show(Median.Of(rounds.Select(round => round.Tail!.Value)));

    private string Show(double value) => value.ToString(Unit == "/s" ? "0" : "0.00", CultureInfo.InvariantCulture) + Unit;
}
