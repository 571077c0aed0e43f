namespace Messaging.Benchmarks.Harness;

/// <summary>One round of ours or of the limit.</summary>
/// <param name="Value">In the unit of the measure.</param>
/// <param name="Cost">Processor time of a message.</param>
/// <param name="Tally">Whether every message was seen once.</param>
internal sealed record Round(double Value, ProcessorCost Cost, Tally Tally)
{
    /// <summary>A second value that belongs to the round, such as a high percentile.</summary>
    public double? Tail { get; init; }
}
