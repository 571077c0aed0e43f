using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed class Standalone_in_two_files : StandaloneContract
{
    protected override Task<(Action<DbContextOptionsBuilder> Shop, Action<DbContextOptionsBuilder> Ledger)> DatabasesAsync()
    {
        var folder = Directory.CreateTempSubdirectory("messaging").FullName;
        return Task.FromResult<(Action<DbContextOptionsBuilder>, Action<DbContextOptionsBuilder>)>((
            options => options.UseSqlite($"Data Source={Path.Combine(folder, "shop.db")}"),
            options => options.UseSqlite($"Data Source={Path.Combine(folder, "ledger.db")}")));
    }
}
