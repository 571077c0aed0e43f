namespace Messaging.Redis.Tests.Support;

public enum NoteKind
{
    Plain,
    Urgent,
}

public sealed record Note(string Key, int Number, NoteKind Kind = NoteKind.Plain, bool Seen = false, IReadOnlyList<string>? Tags = null);
