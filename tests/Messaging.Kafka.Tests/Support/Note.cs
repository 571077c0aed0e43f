namespace Messaging.Kafka.Tests.Support;

public enum NoteKind
{
    Plain,
    Urgent,
}

public sealed record Note(string Key, int Number, NoteKind Kind = NoteKind.Plain, string? Text = null, Guid? Reference = null);

public sealed record NoteSeen(string Key, int Number);
