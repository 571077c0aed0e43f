using Microsoft.EntityFrameworkCore;

namespace Messaging.Kafka.Tests.Support;

/// <summary>The database of a service that takes notes.</summary>
public sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<NoteTaken> Taken => Set<NoteTaken>();
}

/// <summary>The effect of one note. Among those of one key the ids have the order in which they took effect.</summary>
public sealed class NoteTaken
{
    public long Id { get; set; }

    public required string Key { get; set; }

    public required int Number { get; set; }
}
