using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

public sealed class Replay_on_SQLite : ReplayContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
