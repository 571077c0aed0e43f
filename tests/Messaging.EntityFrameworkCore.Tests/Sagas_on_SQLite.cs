using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class Sagas_on_SQLite : SagaContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sagas.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
