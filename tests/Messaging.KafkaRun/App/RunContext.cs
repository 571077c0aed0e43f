using Microsoft.EntityFrameworkCore;

namespace Messaging.KafkaRun.App;

/// <summary>The business of the run.</summary>
public sealed class RunContext(DbContextOptions<RunContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Effect>().ToTable("effect").HasKey(effect => effect.Id);
        modelBuilder.Entity<Batch>(batch =>
        {
            batch.ToTable("batch").HasKey(row => row.Id);
            batch.Property(row => row.Id).ValueGeneratedNever();
        });
    }
}
