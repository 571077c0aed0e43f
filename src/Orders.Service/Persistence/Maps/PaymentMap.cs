using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Orders.Service.Domain;

namespace Orders.Service.Persistence.Maps;

/// <summary>One row per order: of two requests at once, the key lets one through and the other is tried again.</summary>
internal sealed class PaymentMap : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("payment");
        builder.HasKey(payment => payment.OrderId);
        builder.Property(payment => payment.OrderId).ValueGeneratedNever();
        builder.Property(payment => payment.Status).HasConversion<string>().HasMaxLength(20);
    }
}
