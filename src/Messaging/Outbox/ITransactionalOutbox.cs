namespace Messaging.Outbox;

/// <summary>
/// The outbox of the current scope. What is added leaves if, and only if, the scope's transaction commits. A transport whose
/// producers are used inside a scope looks this service up there and adds to it; where it is not registered the producer sends directly.
/// </summary>
public interface ITransactionalOutbox
{
    /// <summary>Keeps a message until the scope's transaction commits.</summary>
    void Add(OutboxMessage message);
}
