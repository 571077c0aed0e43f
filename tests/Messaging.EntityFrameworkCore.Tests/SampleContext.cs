using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>An application that is not Orders: its own context and its own table.</summary>
public sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    public DbSet<CounterState> Counters => Set<CounterState>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().HasKey(note => note.Id);
        modelBuilder.Entity<CounterState>().HasKey(state => state.CorrelationId);
        modelBuilder.Entity<Reminder>().HasKey(reminder => reminder.CorrelationId);
        modelBuilder.Entity<Reminder>().Property(reminder => reminder.Version).IsConcurrencyToken();
    }
}
