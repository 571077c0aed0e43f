using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence.Converters;

namespace Orders.Service.Persistence.Maps;

internal sealed class OrderMap : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("orders");
        builder.HasKey(order => order.Id);
        builder.Property(order => order.Id).ValueGeneratedNever();
        builder.Property(order => order.CustomerId).HasMaxLength(64);
        builder.Property(order => order.Lines).HasConversion(new OrderLinesConverter(), new OrderLinesComparer());
        builder.Property(order => order.Status).HasConversion<string>().HasMaxLength(20);

        // Whoever changes an order holds its row lock; this catches whoever forgets it.
        builder.Property(order => order.Version).IsConcurrencyToken();

        builder.HasMany(order => order.History).WithOne().HasForeignKey(entry => entry.OrderId);
        builder.Navigation(order => order.History).HasField("_history").UsePropertyAccessMode(PropertyAccessMode.Field);

        // Newest first with the id as the tie-break, which is what keyset paging reads, over all orders or those of one status.
        builder.HasIndex(order => new { order.SubmittedAt, order.Id }).IsDescending();
        builder.HasIndex(order => new { order.Status, order.SubmittedAt, order.Id }).IsDescending(false, true, true);
    }
}
