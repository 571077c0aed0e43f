using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class SqliteTaskHost : TaskHostFixture
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => Task.FromResult(TaskDatabase.Sqlite());
}
