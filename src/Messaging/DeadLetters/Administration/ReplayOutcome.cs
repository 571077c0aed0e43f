namespace Messaging.DeadLetters.Administration;

/// <summary>What became of one dead letter of a replay.</summary>
public enum ReplayOutcome
{
    /// <summary>It was sent, or would be.</summary>
    Replayed,

    /// <summary>Its effect had happened; it is closed.</summary>
    AlreadyDone,

    /// <summary>Nothing was done, for a reason.</summary>
    Refused,

    /// <summary>There is no such dead letter.</summary>
    NotFound,
}
