namespace Messaging.EntityFrameworkCore.Tests;

public sealed record TakeNote(string Text);

public sealed record NoteTaken(string Text);

public sealed record Counted(Guid Id);

public sealed record CountedTo(Guid Id, int Count);
