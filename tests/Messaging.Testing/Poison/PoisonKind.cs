namespace Messaging.Testing.Poison;

/// <summary>What must become of a record of the corpus.</summary>
public enum PoisonKind
{
    /// <summary>Nobody can read it: it is not JSON at all. One dead letter.</summary>
    Unreadable,

    /// <summary>JSON, and not the message that the consumer declares. One dead letter where missing and mistyped members are refused.</summary>
    NotTheMessage,

    /// <summary>Looks bad and is the message all the same: consumed once, no dead letter.</summary>
    Harmless,
}
