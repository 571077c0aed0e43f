using MassTransit;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

internal sealed class TaskCompletionObserver<TDbContext>(TaskCatalog catalog, TaskDatabases databases) : TaskObserver(catalog)
    where TDbContext : DbContext
{
    private readonly TaskCatalog _catalog = catalog;

    protected override IFilter<ConsumeContext<TMessage>> Filter<TMessage>(TaskDeclaration task) =>
        new TaskCompletionFilter<TDbContext, TMessage>(databases, _catalog.Options.MaxResultBytes);
}
