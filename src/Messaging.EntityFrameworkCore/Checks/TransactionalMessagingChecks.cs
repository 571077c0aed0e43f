using Messaging.Checks;
using Messaging.EntityFrameworkCore.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.Checks;

/// <summary>Registration of the start-up checks of database and inbox.</summary>
public static class TransactionalMessagingChecks
{
    /// <summary>Adds the checks of the dedupe window, of sessions behind a pooler, and of TLS.</summary>
    public static IServiceCollection AddTransactionalMessagingChecks<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISessionProbe, PostgresSessionProbe>());
        return services.AddStartupCheck<DedupeWindowCheck>().AddStartupCheck<PoolerCheck<TDbContext>>().AddStartupCheck<DatabaseTlsCheck<TDbContext>>();
    }
}
