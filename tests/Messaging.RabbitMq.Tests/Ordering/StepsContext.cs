using Microsoft.EntityFrameworkCore;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>The database of a service that takes steps.</summary>
public sealed class StepsContext(DbContextOptions<StepsContext> options) : DbContext(options)
{
    public DbSet<StepTaken> Taken => Set<StepTaken>();
}

/// <summary>The effect of one step. Among those of one key the ids have the order in which they took effect.</summary>
public sealed class StepTaken
{
    public long Id { get; set; }

    public required string Key { get; set; }

    public required int Number { get; set; }
}
