using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Task_metrics_on_PostgreSQL : TaskMetricsContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => TaskDatabase.PostgresAsync();
}
