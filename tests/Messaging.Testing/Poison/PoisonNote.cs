namespace Messaging.Testing.Poison;

/// <summary>The message of the corpus: records that are not harmless are bad for a consumer of it.</summary>
public sealed record PoisonNote(string Key, int Number, PoisonNoteKind Kind = PoisonNoteKind.Plain, string? Text = null, Guid? Reference = null);
