using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class Atomic_on_SQLite : AtomicityContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
