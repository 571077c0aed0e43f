using MassTransit;
using Messaging.Failures;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tasks;

internal sealed class TaskExecutionObserver<TDbContext>(TaskCatalog catalog, IServiceProvider services, string queue) : TaskObserver(catalog)
    where TDbContext : DbContext
{
    private static readonly string Worker = $"{Environment.MachineName}/{Environment.ProcessId}";

    private readonly TaskCatalog _catalog = catalog;

    protected override IFilter<ConsumeContext<TMessage>> Filter<TMessage>(TaskDeclaration task) =>
        new TaskExecutionFilter<TDbContext, TMessage>(
            services.GetRequiredService<TaskRecords<TDbContext>>(), services.GetRequiredService<TaskDatabases>(), services.GetRequiredService<StartedTasks<TDbContext>>(),
            services.GetRequiredService<TaskInstruments>(), task, queue, Worker,
            services.GetRequiredService<FailureClassification>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Messaging.EntityFrameworkCore.Tasks"));
}
