using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Persistence;

/// <summary>Registers the database.</summary>
internal static class PersistenceExtensions
{
    /// <summary>Adds <see cref="OrdersDbContext"/>, row locks, the migrator and the stock's seed.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="database">Which database to use.</param>
    /// <param name="configure">Adds to the context's options, for example the interceptors of transactional messaging.</param>
    public static IServiceCollection AddOrdersPersistence(
        this IServiceCollection services, OrdersDatabase database, Action<IServiceProvider, DbContextOptionsBuilder>? configure = null)
    {
        void Options(IServiceProvider provider, DbContextOptionsBuilder options)
        {
            database.Configure(options);
            // The migrator's own: stock and schema are one transaction.
            options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.MigrationsUserTransactionWarning));
            configure?.Invoke(provider, options);
        }

        if (database.Server is DatabaseServer.PostgreSql)
            services.AddDbContext<OrdersDbContext>(Options);
        else
            services.AddDbContext<OrdersDbContext, SqliteOrdersDbContext>(Options);

        services.AddOptions<StockOptions>().BindConfiguration(StockOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StockOptions>, StockOptionsValidator>();
        services.AddScoped<OrderStore>();
        services.AddScoped<StockSeeder>();
        services.AddScoped<DatabaseMigrator>();
        return services;
    }
}
