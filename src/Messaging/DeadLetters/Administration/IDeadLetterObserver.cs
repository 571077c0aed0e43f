namespace Messaging.DeadLetters.Administration;

/// <summary>Lets an application follow what people do about its dead letters. Scoped; runs in the action's transaction, and its failure undoes the action.</summary>
public interface IDeadLetterObserver
{
    /// <summary>The message will never be consumed: what waits for it has to end another way.</summary>
    Task DiscardedAsync(StoredDeadLetter letter, CancellationToken cancellationToken);
}
