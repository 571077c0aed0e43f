namespace Messaging.Tasks;

/// <summary>What came of revoking a task.</summary>
public enum TaskRevocation
{
    /// <summary>It will not run.</summary>
    Revoked,

    /// <summary>A worker is at it: it is not interrupted, but if it fails it does not come again.</summary>
    Requested,

    /// <summary>It had succeeded, failed or been revoked before.</summary>
    AlreadyEnded,

    /// <summary>There is no such task, or no longer.</summary>
    Unknown,
}
