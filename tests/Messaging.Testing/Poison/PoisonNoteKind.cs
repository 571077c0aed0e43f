namespace Messaging.Testing.Poison;

/// <summary>An enum that records of the corpus get wrong.</summary>
public enum PoisonNoteKind
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>At once.</summary>
    Urgent,
}
