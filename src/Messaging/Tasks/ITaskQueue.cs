namespace Messaging.Tasks;

/// <summary>
/// Enqueues tasks: commands that a worker runs later, by an ordinary <c>IConsumer&lt;T&gt;</c>. A scoped service; what is enqueued leaves if,
/// and only if, the scope's transaction commits, together with the row that keeps the task's state.
/// </summary>
public interface ITaskQueue
{
    /// <summary>Enqueues a command; call <c>SaveChangesAsync</c>, or commit, after it.</summary>
    /// <param name="command">An instance of a declared task type.</param>
    /// <param name="options">When, where and under which key; without them at once, to the queue of the type's route.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The task's id, which is the message's too; of the task that is waiting already where <see cref="EnqueueOptions.Key"/> is taken.</returns>
    /// <exception cref="ArgumentException">The type is not declared or has no route, the queue is not declared, the delay is negative or the command too large.</exception>
    Task<Guid> EnqueueAsync<T>(T command, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : class;

    /// <summary>Enqueues a command by the name of its type, as clients in other languages do.</summary>
    /// <param name="task">The name of a declared task type without its namespace: <c>SendEmail</c>.</param>
    /// <param name="arguments">The command as a JSON object; its members are matched without regard to case, unknown ones are ignored.</param>
    /// <param name="options">See <see cref="EnqueueAsync{T}"/>.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="ArgumentException">As above, or the arguments do not fit the type; the message says how.</exception>
    Task<Guid> EnqueueAsync(string task, System.Text.Json.JsonElement arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default);
}
