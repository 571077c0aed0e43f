using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Orders.Service.Persistence.Maps;

/// <summary>Table <c>idempotency_key</c>.</summary>
internal sealed class IdempotencyKeyMap : IEntityTypeConfiguration<IdempotencyKeyEntry>
{
    public void Configure(EntityTypeBuilder<IdempotencyKeyEntry> builder)
    {
        builder.ToTable("idempotency_key");
        builder.HasKey(entry => new { entry.Scope, entry.Key });
        builder.Property(entry => entry.Scope).HasMaxLength(256);
        builder.Property(entry => entry.Key).HasMaxLength(255);
        builder.Property(entry => entry.RequestHash).HasMaxLength(32);
        builder.Property(entry => entry.Location).HasMaxLength(256);
        // The clean-up deletes by age.
        builder.HasIndex(entry => entry.CreatedAt);
    }
}
