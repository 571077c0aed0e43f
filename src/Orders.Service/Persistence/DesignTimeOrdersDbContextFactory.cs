using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Orders.Service.Persistence;

/// <summary>Lets <c>dotnet ef</c> write migrations without starting the service. It never connects.</summary>
internal sealed class DesignTimeOrdersDbContextFactory : IDesignTimeDbContextFactory<OrdersDbContext>
{
    public OrdersDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        new OrdersDatabase(DatabaseServer.PostgreSql, "Host=localhost;Database=orders").Configure(options);
        return new OrdersDbContext(options.Options);
    }
}
