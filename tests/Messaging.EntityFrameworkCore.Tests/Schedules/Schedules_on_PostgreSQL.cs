using Messaging.EntityFrameworkCore.Tests.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

public sealed class Schedules_on_PostgreSQL : SchedulesContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => TaskDatabase.PostgresAsync();
}
