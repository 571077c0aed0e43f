namespace Messaging.Tasks;

/// <summary>Forgets old tasks, in the transaction of the scope. A scoped service.</summary>
public interface ITaskCleanUp
{
    /// <summary>Deletes tasks that ended longer ago than <see cref="TaskOptions.KeepFor"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> DeleteEndedAsync(CancellationToken cancellationToken);
}
