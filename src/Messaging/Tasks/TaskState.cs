namespace Messaging.Tasks;

/// <summary>Where a task is on its way.</summary>
public enum TaskState
{
    /// <summary>Enqueued, and taken by no worker yet.</summary>
    Queued,

    /// <summary>Enqueued for a later time, and taken by no worker yet.</summary>
    Scheduled,

    /// <summary>Taken by a worker.</summary>
    Started,

    /// <summary>Failed, and comes again.</summary>
    Retrying,

    /// <summary>Done; in the same transaction as its effect.</summary>
    Succeeded,

    /// <summary>Given up. Its message is a dead letter; replaying that runs the task again.</summary>
    Failed,

    /// <summary>Never runs (again): revoked by somebody, or taken after it had expired.</summary>
    Revoked,
}
