using Microsoft.EntityFrameworkCore;

namespace Messaging.CrashSample;

/// <summary>The replicas' database.</summary>
public sealed class CrashContext(DbContextOptions<CrashContext> options) : DbContext(options)
{
    public DbSet<CrashRow> Rows => Set<CrashRow>();
}
