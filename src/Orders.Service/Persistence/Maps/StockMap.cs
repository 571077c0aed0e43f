using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Orders.Service.Domain;

namespace Orders.Service.Persistence.Maps;

internal sealed class StockMap : IEntityTypeConfiguration<StockItem>
{
    public void Configure(EntityTypeBuilder<StockItem> builder)
    {
        // Stock is only taken under its row lock; the constraint catches whoever forgets it.
        builder.ToTable("stock", table => table.HasCheckConstraint("ck_stock_on_hand", "on_hand >= 0"));
        builder.HasKey(item => item.Sku);
        builder.Property(item => item.Sku).HasMaxLength(64).ValueGeneratedNever();
    }
}
