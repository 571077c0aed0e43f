using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Parking;

public sealed class Parking_on_SQLite : ParkingContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
