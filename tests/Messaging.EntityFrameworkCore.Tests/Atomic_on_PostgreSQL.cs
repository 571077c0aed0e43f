using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class Atomic_on_PostgreSQL : AtomicityContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connection);
    }
}
