using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Task_metrics_on_SQLite : TaskMetricsContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => Task.FromResult(TaskDatabase.Sqlite());
}
