using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>A database of one test.</summary>
internal static class TaskDatabase
{
    public static Action<DbContextOptionsBuilder> Sqlite()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return options => options.UseSqlite($"Data Source={file}");
    }

    public static async Task<Action<DbContextOptionsBuilder>> PostgresAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connection);
    }
}
