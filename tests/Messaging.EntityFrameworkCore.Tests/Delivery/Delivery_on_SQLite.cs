using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

public sealed class Delivery_on_SQLite : DeliveryContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
