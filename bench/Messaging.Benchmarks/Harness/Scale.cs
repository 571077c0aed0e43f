namespace Messaging.Benchmarks.Harness;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Of ours and of the limit, in turns.</param>
/// <param name="WarmUp">Messages before the first round; cold code costs half of the speed.</param>
/// <param name="Messages">A round, where messages flow.</param>
/// <param name="Backlog">Rows that wait, where the relay drains them.</param>
/// <param name="LargeBacklog">Rows that wait in the measure of large backlogs.</param>
/// <param name="Seconds">A round of latency.</param>
internal sealed record Scale(int Rounds, int WarmUp, int Messages, int Backlog, int LargeBacklog, int Seconds)
{
    public static Scale Full { get; } = new(3, 6_000, 6_000, 100_000, 1_000_000, 10);

    /// <summary>Enough to see that everything works; no figure to tell anybody.</summary>
    public static Scale Quick { get; } = new(3, 1_000, 500, 5_000, 20_000, 2);
}
