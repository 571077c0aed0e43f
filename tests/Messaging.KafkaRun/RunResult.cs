using System.Globalization;

namespace Messaging.KafkaRun;

/// <summary>What a run has shown.</summary>
/// <param name="Seed">Repeats it.</param>
/// <param name="Records">How many were produced.</param>
/// <param name="Effects">Rows that records have left.</param>
/// <param name="Distinct">Different records among them.</param>
/// <param name="OutOfOrder">Effects that were not the next number of their key.</param>
/// <param name="Deliveries">How often records were read from the topic; above their number when faults did hit.</param>
/// <param name="DeadLetters">Records that were given up; none should be.</param>
/// <param name="Parked">Records that still wait in the parked store; none should.</param>
/// <param name="Lag">What the group has not committed in the end.</param>
/// <param name="Faults">What was done to it.</param>
/// <param name="Duration">From the first record to the last effect.</param>
public sealed record RunResult(
    int Seed, long Records, long Effects, long Distinct, long OutOfOrder, long Deliveries, long DeadLetters, long Parked, long Lag, string Faults, TimeSpan Duration)
{
    /// <summary>MiB by which the resident memory of a process rose at most after its warm-up; 64 are allowed.</summary>
    public long MemoryGrowth { get; init; }

    /// <summary>From when nothing was done to it any more and all records were produced until the lag was zero.</summary>
    public TimeSpan Recovery { get; init; }

    /// <summary>Each effect once, in order, none lost, the lag back to zero, and the faults did hit.</summary>
    public bool Holds => Effects == Records && Distinct == Records && OutOfOrder == 0 && DeadLetters == 0 && Parked == 0 && Lag == 0 && Deliveries > Records;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Holds ? "HOLDS" : "FAILED")} seed={Seed} records={Records} effects={Effects} distinct={Distinct} out_of_order={OutOfOrder} deliveries={Deliveries} dead_letters={DeadLetters} parked={Parked} lag={Lag} faults={Faults} seconds={Duration.TotalSeconds:0} memory_growth_mib={MemoryGrowth} recovery_seconds={Recovery.TotalSeconds:0.0}");
}
