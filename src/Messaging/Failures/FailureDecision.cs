namespace Messaging.Failures;

/// <summary>What becomes of a message that failed.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Delay">After how long, before jitter.</param>
public readonly record struct FailureDecision(FailureAction Action, TimeSpan Delay)
{
    /// <summary>
    /// Decides from the kind of failure and what was tried so far. Pure, so that the whole policy can be read as one table.
    /// </summary>
    /// <param name="kind">The kind of failure.</param>
    /// <param name="retries">Transient failures of this delivery that were already tried again.</param>
    /// <param name="waits">How often this delivery has already waited for the infrastructure.</param>
    /// <param name="redeliveries">How often the message has already been redelivered.</param>
    /// <param name="options">The settings.</param>
    public static FailureDecision Of(FailureKind kind, int retries, int waits, int redeliveries, FailureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var ladder = options.Ladder;
        return kind switch
        {
            FailureKind.Infrastructure => new(FailureAction.Wait, Doubled(options.MinInfrastructureDelay, waits, options.MaxInfrastructureDelay)),
            FailureKind.Permanent => new(FailureAction.DeadLetter, TimeSpan.Zero),
            _ when retries < options.Immediate.Retries => new(FailureAction.Retry, Doubled(options.Immediate.MinDelay, retries, options.Immediate.MaxDelay)),
            _ when redeliveries < ladder.Count => new(FailureAction.Redeliver, ladder[redeliveries]),
            _ => new(FailureAction.DeadLetter, TimeSpan.Zero),
        };
    }

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest) =>
        TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Min(times, 40)), longest.Ticks));
}
