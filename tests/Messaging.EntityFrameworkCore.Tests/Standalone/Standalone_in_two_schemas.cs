using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed class Standalone_in_two_schemas : StandaloneContract
{
    protected override async Task<(Action<DbContextOptionsBuilder> Shop, Action<DbContextOptionsBuilder> Ledger)> DatabasesAsync()
    {
        var database = await SampleDatabase.CreateAsync();
        return (options => options.UseNpgsql(database.Direct), options => options.UseNpgsql(database.Direct));
    }
}
