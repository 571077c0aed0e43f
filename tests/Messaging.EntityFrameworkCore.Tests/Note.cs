namespace Messaging.EntityFrameworkCore.Tests;

public sealed class Note
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required string Text { get; init; }
}
