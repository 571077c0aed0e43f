using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

public sealed class Replay_on_PostgreSQL : ReplayContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var database = await SampleDatabase.CreateAsync();
        return options => options.UseNpgsql(database.Direct);
    }
}
