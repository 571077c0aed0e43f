using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class PostgresTaskHost : TaskHostFixture
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => TaskDatabase.PostgresAsync();
}
