using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Orders.Service.Workflow;

namespace Orders.Service.Persistence.Maps;

internal sealed class OrderStateMap : IEntityTypeConfiguration<OrderState>
{
    public void Configure(EntityTypeBuilder<OrderState> builder)
    {
        builder.ToTable("order_state");
        builder.HasKey(state => state.CorrelationId);
        builder.Property(state => state.CorrelationId).ValueGeneratedNever();
        builder.Property(state => state.CurrentState).HasMaxLength(64);
        builder.Property(state => state.OrderStatus).HasConversion<string>().HasMaxLength(20);
        builder.Property(state => state.Version).IsConcurrencyToken();
    }
}
