using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

internal sealed class TaskCleanUp<TDbContext>(TDbContext context, TaskDatabases databases, TaskCatalog catalog) : ITaskCleanUp
    where TDbContext : DbContext
{
    private const int DeletedAtOnce = 1_000;

    public async Task<int> DeleteEndedAsync(CancellationToken cancellationToken)
    {
        var (all, deleted) = (0, 0);
        do
        {
            deleted = await databases.For(context).DeleteAsync(context, catalog.Options.KeepFor, DeletedAtOnce, cancellationToken).ConfigureAwait(false);
            all += deleted;
        }
        while (deleted == DeletedAtOnce);
        return all;
    }
}
