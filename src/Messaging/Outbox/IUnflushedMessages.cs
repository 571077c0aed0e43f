namespace Messaging.Outbox;

/// <summary>
/// What the current scope wants to send and no transaction has written yet. A scope that answers somebody looks here before it does: the
/// answer must not claim what will never happen.
/// </summary>
public interface IUnflushedMessages
{
    /// <summary>How many messages and cancellations would be lost if the scope ended now.</summary>
    int Count { get; }

    /// <summary>
    /// Whether a save failed with an exception after the last of them was sent. It may still be tried again; but who caught that, and answers with an
    /// error, claims nothing.
    /// </summary>
    bool SaveFailed { get; }

    /// <summary>Drops them without an error: the scope has failed, and says so by itself.</summary>
    void Abandon();
}
