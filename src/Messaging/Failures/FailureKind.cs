namespace Messaging.Failures;

/// <summary>What kind of failure an exception is; it decides what becomes of the message.</summary>
public enum FailureKind
{
    /// <summary>
    /// What every message needs is away (the database is down, read-only or full). The endpoint waits: no attempt is counted and
    /// nothing becomes a dead letter.
    /// </summary>
    Infrastructure,

    /// <summary>May work when tried again: time-outs, lost connections, deadlocks. Tried again, at once and later, then a dead letter.</summary>
    Transient,

    /// <summary>Will fail each time: invalid content, an unknown type, an illegal transition. A dead letter at once.</summary>
    Permanent,
}
