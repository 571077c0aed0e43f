namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>What became of a message that waited to be consumed together with others.</summary>
internal enum GroupOutcome
{
    /// <summary>Nothing has happened; it has to be consumed in a transaction of its own.</summary>
    Alone,

    /// <summary>Consumed and committed.</summary>
    Committed,

    /// <summary>Known before; nothing to do.</summary>
    Duplicate,
}
