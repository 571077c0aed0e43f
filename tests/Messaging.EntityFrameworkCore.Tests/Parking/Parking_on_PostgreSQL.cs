using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Parking;

public sealed class Parking_on_PostgreSQL : ParkingContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connection);
    }
}
