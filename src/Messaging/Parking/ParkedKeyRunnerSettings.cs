using Messaging.Failures;

namespace Messaging.Parking;

/// <summary>Whose parked keys are run, and how.</summary>
/// <param name="SourceSystem">The kind of source.</param>
/// <param name="Source">The topic, queue or stream.</param>
/// <param name="Group">The consumer group.</param>
public sealed record ParkedKeyRunnerSettings(string SourceSystem, string Source, string Group)
{
    /// <summary>The ladder of redeliveries.</summary>
    public FailureOptions Failures { get; init; } = new();

    /// <summary>Whether a key holds after a dead letter, or goes on.</summary>
    /// <value>Default: it holds.</value>
    public bool HoldAfterDeadLetter { get; init; } = true;

    /// <summary>How many keys run at the same time.</summary>
    /// <value>Default: 4.</value>
    public int Concurrency { get; init; } = 4;

    /// <summary>How long a key stays a process's own after it was last heard of.</summary>
    /// <value>Default: 15 s; it is renewed at a third of it.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for keys that another process has parked.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
