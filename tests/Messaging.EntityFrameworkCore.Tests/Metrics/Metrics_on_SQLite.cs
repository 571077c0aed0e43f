using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Metrics;

public sealed class Metrics_on_SQLite : MetricsContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
