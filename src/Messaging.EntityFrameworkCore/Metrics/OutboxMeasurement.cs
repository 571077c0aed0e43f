namespace Messaging.EntityFrameworkCore.Metrics;

/// <summary>What the gauges show of one database, until the next look.</summary>
/// <param name="Pending">Messages that are due or failing.</param>
/// <param name="OldestAge">How long the oldest of them has been due.</param>
/// <param name="DeadLetters">Open dead letters by where they come from.</param>
internal sealed record OutboxMeasurement(long Pending, TimeSpan OldestAge, IReadOnlyList<OpenDeadLetters> DeadLetters)
{
    /// <summary>Pending messages are counted up to here, so that a look at a large backlog costs no more than one at a small one.</summary>
    public const int MostCounted = 100_000;
}
