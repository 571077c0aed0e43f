using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Persistence;

/// <summary>Registers the database.</summary>
internal static class PersistenceExtensions
{
    /// <summary>Adds <see cref="OrdersDbContext"/>, row locks, the migrator and the stock's seed.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="database">Which database to use.</param>
    /// <param name="transactional">Whether contexts take part in transactional messaging.</param>
    public static IServiceCollection AddOrdersPersistence(
        this IServiceCollection services, OrdersDatabase database, bool transactional = false)
    {
        void Options(DbContextOptionsBuilder options)
        {
            database.Configure(options);
            // The migrator's own: stock and schema are one transaction.
            options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.MigrationsUserTransactionWarning));
        }

        void Transactional(IServiceProvider provider, DbContextOptionsBuilder options)
        {
            Options(options);
            if (transactional)
                options.UseTransactionalMessaging(provider);
        }

        if (database.Server is DatabaseServer.Sqlite)
            services.AddDbContext<OrdersDbContext, SqliteOrdersDbContext>(Transactional);
        else if (transactional)
            services.AddTransactionalDbContextPool<OrdersDbContext>((_, options) => Options(options));
        else
            services.AddDbContext<OrdersDbContext>(Options);

        // Behind the outbox, which begins the transaction of a save: what was saved before a transaction begins is forgotten.
        services.AddSingleton<CommittedChangesInterceptor>();
        services.ConfigureDbContext<OrdersDbContext>(TellOfCommits);
        services.ConfigureDbContext<SqliteOrdersDbContext>(TellOfCommits);

        services.AddOptions<StockOptions>().BindStrictly(StockOptions.Section);
        services.AddSingleton<IValidateOptions<StockOptions>, StockOptionsValidator>();
        services.AddScoped<OrderStore>();
        services.AddScoped<StockSeeder>();
        services.AddScoped<DatabaseMigrator>();
        return services;
    }

    /// <summary>Has the process apply migrations when it starts: in Development, and where <c>Database:MigrateOnStart</c> says so.</summary>
    public static void MigrateAtStart(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() || builder.Configuration.GetValue("Database:MigrateOnStart", false))
            builder.Services.AddHostedService<MigrationService>();
    }

    /// <summary>Has the listener told of changes of orders as this process commits them.</summary>
    public static IServiceCollection AddCommittedChanges<TListener>(this IServiceCollection services)
        where TListener : class, ICommittedChanges
    {
        services.TryAddSingleton<TListener>();
        return services.AddSingleton<ICommittedChanges>(provider => provider.GetRequiredService<TListener>());
    }

    private static void TellOfCommits(IServiceProvider provider, DbContextOptionsBuilder options) =>
        options.AddInterceptors(provider.GetRequiredService<CommittedChangesInterceptor>());
}
