using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Http;

/// <summary>The model with a map of orders.</summary>
internal sealed class TestDbContext(DbContextOptions<TestDbContext> options) : OrdersDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>(order =>
        {
            order.HasKey(o => o.Id);
            order.Property(o => o.Lines).HasConversion(
                lines => JsonSerializer.Serialize(lines, JsonSerializerOptions.Default),
                text => JsonSerializer.Deserialize<List<OrderLine>>(text, JsonSerializerOptions.Default)!,
                new ValueComparer<IReadOnlyList<OrderLine>>((a, b) => a!.SequenceEqual(b!), lines => lines.Count, lines => lines));
            order.HasMany(o => o.History).WithOne().HasForeignKey(entry => entry.OrderId);
        });
        modelBuilder.Entity<OrderHistoryEntry>().HasKey(entry => new { entry.OrderId, entry.Version });
        modelBuilder.Entity<StockItem>().HasKey(item => item.Sku);
        modelBuilder.Entity<Payment>().HasKey(payment => payment.OrderId);
    }
}
