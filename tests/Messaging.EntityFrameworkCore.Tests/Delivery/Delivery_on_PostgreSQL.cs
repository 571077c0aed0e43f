using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

public sealed class Delivery_on_PostgreSQL : DeliveryContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connection);
    }
}
