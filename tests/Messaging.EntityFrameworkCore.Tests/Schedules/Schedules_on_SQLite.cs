using Messaging.EntityFrameworkCore.Tests.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

public sealed class Schedules_on_SQLite : SchedulesContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => Task.FromResult(TaskDatabase.Sqlite());
}
