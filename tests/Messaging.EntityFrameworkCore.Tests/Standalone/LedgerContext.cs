using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>A second context of the same host.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();

    public DbSet<Account> Accounts => Set<Account>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("ledger");
        modelBuilder.Entity<LedgerEntry>().HasKey(entry => entry.Id);
        modelBuilder.Entity<Account>().HasKey(account => account.CorrelationId);
    }
}
