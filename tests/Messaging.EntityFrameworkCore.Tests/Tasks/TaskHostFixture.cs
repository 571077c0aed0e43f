using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>One worker for all tests of a class; each uses names of its own.</summary>
public abstract class TaskHostFixture : IAsyncLifetime
{
    public TaskHost Host { get; private set; } = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() =>
        Host = await TaskHost.StartAsync(await DatabaseAsync(), tasks => tasks.Types["Work"] = new TaskSettings { SoftTimeLimit = TimeSpan.FromSeconds(2) });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
