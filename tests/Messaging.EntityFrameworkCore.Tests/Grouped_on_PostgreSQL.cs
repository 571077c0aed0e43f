using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>With group commit everything is promised as without.</summary>
public sealed class Grouped_on_PostgreSQL : TransactionalMessagingContract
{
    protected override int MessagesPerCommit => 10;

    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connection);
    }
}
