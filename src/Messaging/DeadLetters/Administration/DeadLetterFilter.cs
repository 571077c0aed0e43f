namespace Messaging.DeadLetters.Administration;

/// <summary>Which dead letters; what is <see langword="null"/> does not matter. Texts are compared exactly.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>What has been done about them.</summary>
    public DeadLetterState? State { get; init; }

    /// <summary>The kind of place in which they failed.</summary>
    public string? SourceSystem { get; init; }

    /// <summary>The queue, topic or stream in which they failed.</summary>
    public string? Source { get; init; }

    /// <summary>The URN of the message's type.</summary>
    public string? MessageType { get; init; }

    /// <summary>The full name of the exception's type.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Failed for the last time at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Failed for the last time before.</summary>
    public DateTimeOffset? To { get; init; }
}
