using Microsoft.EntityFrameworkCore;

namespace Messaging.Testing.Effects;

/// <summary>The database of a service whose messages take effect once.</summary>
public sealed class EffectsContext(DbContextOptions<EffectsContext> options) : DbContext(options)
{
    public DbSet<Effect> Taken => Set<Effect>();
}
