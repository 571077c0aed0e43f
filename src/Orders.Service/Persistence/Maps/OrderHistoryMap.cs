using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Orders.Service.Domain;

namespace Orders.Service.Persistence.Maps;

/// <summary>Rows are only ever added; the key makes a second history of the same version impossible.</summary>
internal sealed class OrderHistoryMap : IEntityTypeConfiguration<OrderHistoryEntry>
{
    public void Configure(EntityTypeBuilder<OrderHistoryEntry> builder)
    {
        builder.ToTable("order_history");
        builder.HasKey(entry => new { entry.OrderId, entry.Version });

        // EF takes an entry that it finds in a collection for a stored one if the database could have made its key.
        builder.Property(entry => entry.OrderId).ValueGeneratedNever();
        builder.Property(entry => entry.Version).ValueGeneratedNever();
        builder.Property(entry => entry.Status).HasConversion<string>().HasMaxLength(20);
    }
}
