using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed class Standalone_in_two_databases : StandaloneContract
{
    protected override async Task<(Action<DbContextOptionsBuilder> Shop, Action<DbContextOptionsBuilder> Ledger)> DatabasesAsync()
    {
        var (shop, ledger) = (await SampleDatabase.CreateAsync(), await SampleDatabase.CreateAsync());
        return (options => options.UseNpgsql(shop.Direct), options => options.UseNpgsql(ledger.Direct));
    }
}
