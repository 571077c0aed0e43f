using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>Somebody else's context: a default schema of its own, and EF's own names.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<ShopOrder> Orders => Set<ShopOrder>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("Shop");
        modelBuilder.Entity<ShopOrder>().ToTable("Orders placed");
        modelBuilder.Entity<Delivery>().HasKey(delivery => delivery.CorrelationId);
    }
}
