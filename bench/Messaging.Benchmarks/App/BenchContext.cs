using Microsoft.EntityFrameworkCore;

namespace Messaging.Benchmarks.App;

/// <summary>The business of the measured service: orders are written, items are updated.</summary>
internal sealed class BenchContext(DbContextOptions<BenchContext> options) : DbContext(options)
{
    public const int Items = 1_000;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PlacedOrder>().ToTable("placed_order").HasKey(order => order.Id);
        modelBuilder.Entity<Item>(item =>
        {
            item.ToTable("item").HasKey(row => row.Id);
            item.Property(row => row.Id).ValueGeneratedNever();
            item.HasData(Enumerable.Range(0, Items).Select(id => new Item { Id = id, Name = $"Item {id}" }));
        });
    }
}
