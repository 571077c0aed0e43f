namespace Messaging.Tasks;

/// <summary>When, where and under which key a task is enqueued.</summary>
public sealed record EnqueueOptions
{
    /// <summary>How long to wait before the task may run, by the database's clock; not negative. Not together with <see cref="At"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>When the task may run; at once when that is past. Not together with <see cref="Delay"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The queue, one of the declared ones. Without it the route of the command's type decides.</summary>
    public string? Queue { get; init; }

    /// <summary>1 to 255 characters: while a task of the same type and key waits or runs, another one is not enqueued, and gets that one's id.</summary>
    public string? Key { get; init; }

    /// <summary>How long the task is worth running, counted from when it may run; a worker that takes it later revokes it instead. Positive.</summary>
    public TimeSpan? Expires { get; init; }
}
