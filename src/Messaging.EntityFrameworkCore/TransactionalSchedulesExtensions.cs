using Messaging.EntityFrameworkCore.Postgres;
using Messaging.EntityFrameworkCore.Schedules;
using Messaging.EntityFrameworkCore.Sqlite;
using Messaging.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registration of schedules that fire exactly once, however many replicas run.</summary>
public static class TransactionalSchedulesExtensions
{
    /// <summary>Adds a scheduler and <see cref="IScheduleStore"/> on a context that has <see cref="TransactionalTasksExtensions.AddTransactionalTasks{TDbContext}"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Adds the schedules. Those of the configuration are the caller's to bind to <see cref="ScheduleOptions.Settings"/>.</param>
    public static IServiceCollection AddTransactionalSchedules<TDbContext>(this IServiceCollection services, Action<ScheduleOptions>? configure = null)
        where TDbContext : DbContext
    {
        services.AddOptions<ScheduleOptions>().Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IScheduleDatabase, PostgresSchedules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IScheduleDatabase, SqliteSchedules>());
        services.TryAddSingleton<ScheduleDatabases>();
        services.TryAddSingleton<ScheduleCatalog>();
        services.TryAddSingleton<IScheduleStore, ScheduleStore<TDbContext>>();
        services.AddHostedService<Scheduler<TDbContext>>();
        return services;
    }
}
