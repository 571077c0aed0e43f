namespace Messaging.EntityFrameworkCore.Tests.Unflushed;

/// <summary>Where the database refuses.</summary>
public enum Refusal
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Before the first statement.</summary>
    Connection,

    /// <summary>At a row of the application.</summary>
    Insert,

    /// <summary>At a row of the application that somebody else has removed.</summary>
    Concurrency,

    /// <summary>At a row of the outbox.</summary>
    Flush,

    /// <summary>At what COMMIT looks at.</summary>
    Commit,
}
