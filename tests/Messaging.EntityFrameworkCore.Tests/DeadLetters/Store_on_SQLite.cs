using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

public sealed class Store_on_SQLite : StoreContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
