namespace Messaging.DeadLetters.Administration;

/// <summary>What has been done about a dead letter.</summary>
public enum DeadLetterState
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>It was sent to its consumer again. If it fails again, that is a new dead letter.</summary>
    Replayed,

    /// <summary>It is not wanted any more; copies that still come have no effect.</summary>
    Discarded,

    /// <summary>Its effect had happened already.</summary>
    Done,
}
