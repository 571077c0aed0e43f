using MassTransit;
using MassTransit.Transports;
using Messaging.EntityFrameworkCore.Postgres;
using Messaging.EntityFrameworkCore.Sqlite;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registration of tasks that are enqueued and done in database transactions.</summary>
public static class TransactionalTasksExtensions
{
    /// <summary>Adds <see cref="ITaskQueue"/> and <see cref="ITaskStore"/> on a context that has <c>AddTransactionalMessaging</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Declares the tasks with their queues. Settings of the section <c>Tasks</c> are the caller's to bind.</param>
    public static IServiceCollection AddTransactionalTasks<TDbContext>(this IServiceCollection services, Action<TaskOptions>? configure = null)
        where TDbContext : DbContext
    {
        services.AddTaskOptions().Configure(options => configure?.Invoke(options));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITaskDatabase, PostgresTasks>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITaskDatabase, SqliteTasks>());
        services.TryAddSingleton<TaskDatabases>();
        services.TryAddSingleton<TaskRecords<TDbContext>>();
        services.TryAddSingleton<TaskInstruments>();
        services.AddHostedService<TaskGauges<TDbContext>>();
        services.TryAddSingleton<StartedTasks<TDbContext>>();
        services.AddHostedService(provider => provider.GetRequiredService<StartedTasks<TDbContext>>());
        services.TryAddSingleton<ITaskStore, TaskStore<TDbContext>>();
        services.TryAddScoped<ITaskQueue, TaskQueue<TDbContext>>();
        services.TryAddScoped<ITaskCleanUp, TaskCleanUp<TDbContext>>();
        return services;
    }

    /// <summary>
    /// <see cref="TransactionalMessagingExtensions.UseTransactionalInbox{TDbContext}"/> for a queue of tasks: with attempts, time limits, retries by
    /// count-down and a state that commits with the effect. Call it instead of that, after the failure policy and before the consumers.
    /// </summary>
    public static void UseTransactionalTasks<TDbContext>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var catalog = context.GetRequiredService<TaskCatalog>();
        var queue = endpoint.InputAddress.GetEndpointName() ?? endpoint.InputAddress.ToString();
        endpoint.ConnectConsumerConfigurationObserver(new TaskExecutionObserver<TDbContext>(catalog, context, queue));
        endpoint.UseTransactionalInbox<TDbContext>(context);
        endpoint.ConnectConsumerConfigurationObserver(new TaskCompletionObserver<TDbContext>(catalog, context.GetRequiredService<TaskDatabases>()));
    }
}
