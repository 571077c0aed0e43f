namespace Messaging.DeadLetters.Administration;

/// <summary>Which dead letters to replay, and how.</summary>
public sealed record ReplayRequest
{
    /// <summary>Who asks.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for the audit.</summary>
    public string? Reason { get; init; }

    /// <summary>These ones.</summary>
    public IReadOnlyCollection<Guid> Ids { get; init; } = [];

    /// <summary>Or all open ones that this fits.</summary>
    public DeadLetterFilter? Filter { get; init; }

    /// <summary>How many at most; if there are more, nothing is done.</summary>
    public int Limit { get; init; } = 1_000;

    /// <summary>Only say what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Also those that are not open, or whose effect has happened: the inbox forgets the message, so that it runs once more.
    /// </summary>
    public bool RunAgain { get; init; }

    /// <summary>How many leave in a second; <see langword="null"/>: all at once.</summary>
    public double? RatePerSecond { get; init; }
}
