using Microsoft.EntityFrameworkCore;
using Orders.Service.Domain;

namespace Orders.Service.Persistence;

/// <summary>The business tables, and in the same transaction what the machinery of messaging writes.</summary>
public class OrdersDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<StockItem> Stock => Set<StockItem>();

    public DbSet<Payment> Payments => Set<Payment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OrdersDbContext).Assembly);
}
