using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Metrics;

public sealed class Metrics_on_PostgreSQL : MetricsContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var database = await SampleDatabase.CreateAsync();
        return options => options.UseNpgsql(database.Direct);
    }
}
