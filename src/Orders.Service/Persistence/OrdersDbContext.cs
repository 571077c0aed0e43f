using Microsoft.EntityFrameworkCore;
using Orders.Service.Domain;
using Orders.Service.Persistence.Converters;
using Orders.Service.Workflow;

namespace Orders.Service.Persistence;

/// <summary>The business tables, and in the same transaction what the machinery of messaging writes.</summary>
public class OrdersDbContext : DbContext
{
    // The precision of every amount of money.
    private const int MoneyDigits = 18;
    private const int MoneyDecimals = 2;

    /// <summary>Creates the context as PostgreSQL uses it.</summary>
    public OrdersDbContext(DbContextOptions<OrdersDbContext> options) : base(options)
    {
    }

    /// <summary>For contexts that exist only to have migrations of their own.</summary>
    protected OrdersDbContext(DbContextOptions options) : base(options)
    {
    }

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderHistoryEntry> OrderHistory => Set<OrderHistoryEntry>();

    public DbSet<StockItem> Stock => Set<StockItem>();

    public DbSet<Payment> Payments => Set<Payment>();

    /// <summary>Where the workflow of each order stands.</summary>
    internal DbSet<OrderState> OrderStates => Set<OrderState>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<decimal>().HavePrecision(MoneyDigits, MoneyDecimals);
        if (!Database.IsSqlite())
            return;

        // SQLite can neither order nor sum the texts as which EF would store these.
        configurationBuilder.Properties<decimal>().HaveConversion<MinorUnitsConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OrdersDbContext).Assembly);
        if (Database.IsNpgsql())
            modelBuilder.Entity<Order>().Property(order => order.Lines).HasColumnType("jsonb");
    }
}
