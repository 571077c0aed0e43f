using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Persistence;

public class OrdersModelTests
{
    [Fact]
    public void On_PostgreSQL_money_is_numeric_and_lines_are_jsonb()
    {
        using var context = new DesignTimeOrdersDbContextFactory().CreateDbContext([]);
        var script = context.Database.GenerateCreateScript();

        script.ShouldContain("total numeric(18,2)");
        script.ShouldContain("lines jsonb");
        script.ShouldContain("submitted_at timestamp with time zone");
        script.ShouldContain("ON orders (status, submitted_at DESC, id DESC)");
    }

    [Fact]
    public void On_SQLite_money_and_times_are_integers_so_that_they_can_be_ordered()
    {
        using var context = new DesignTimeSqliteOrdersDbContextFactory().CreateDbContext([]);
        var script = context.Database.GenerateCreateScript();

        script.ShouldContain("\"total\" INTEGER");
        script.ShouldContain("\"lines\" TEXT");
        script.ShouldContain("\"submitted_at\" INTEGER");
    }
}
