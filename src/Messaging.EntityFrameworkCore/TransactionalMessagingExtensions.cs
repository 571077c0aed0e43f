using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using MassTransit.Saga;
using Messaging.Depth;
using Messaging.EntityFrameworkCore.Bus;
using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Depth;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.EntityFrameworkCore.Postgres;
using Messaging.EntityFrameworkCore.Sagas;
using Messaging.EntityFrameworkCore.Scheduling;
using Messaging.EntityFrameworkCore.Sqlite;
using Messaging.Failures;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ITransactionalOutbox = Messaging.Outbox.ITransactionalOutbox;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registration of outbox, inbox, sagas and scheduling in one database transaction.</summary>
public static class TransactionalMessagingExtensions
{
    /// <summary>
    /// Makes everything that is published, sent, scheduled or produced inside a scope part of that scope's transaction on
    /// <typeparamref name="TDbContext"/>, and runs the relay that delivers it.
    /// </summary>
    /// <remarks>
    /// Several contexts can take part, each registered by a call of its own; the options are the host's, and the same for all. What a scope
    /// sends belongs to the context whose transaction is open, which in a consumer is that of the endpoint's inbox; without an open
    /// transaction it leaves with the context that saves next. Contexts on one database share its tables of messaging, and one of their
    /// migrations creates them.
    /// </remarks>
    public static void AddTransactionalMessaging<TDbContext>(
        this IBusRegistrationConfigurator bus, Action<TransactionalMessagingOptions>? configure = null)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddOptions<TransactionalMessagingOptions>().Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        bus.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TransactionalMessagingOptions>, RedeliveryWithinInbox>());
        bus.AddTransactionalMessagingServices();
        bus.ReplaceScoped<IScopedBusContextProvider<IBus>, OutboxScopedBusContextProvider>();
        bus.AddParkingStore<TDbContext>();
        bus.AddScoped<UnitOfWork<TDbContext>>();
        bus.AddScoped<IMessageScheduler>(provider => new MassTransit.Scheduling.MessageScheduler(
            new OutboxScheduleMessageProvider(provider.GetRequiredService<ISendEndpointProvider>(), provider.GetRequiredService<OutboxBuffer>()),
            provider.GetRequiredService<IBus>().Topology));
        bus.AddSendObserver<SendAttemptObserver>();
        bus.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboxTransport, BusTransport>());
        bus.TryAddSingleton<OutboxCapture>();
        bus.TryAddSingleton<RelaySender>();
        bus.AddDeadLetters<TDbContext>();
        bus.AddHostedService<InboxHousekeeping<TDbContext>>();
        bus.AddHostedService<OutboxRelay<TDbContext>>();
        bus.AddHostedService<OutboxGauges<TDbContext>>();
        bus.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueDepthSource, OutboxDepthSource<TDbContext>>());
    }

    /// <summary>
    /// Lets a context take part; call it where the context is configured, with the provider that <c>AddDbContext</c> hands over:
    /// <c>AddDbContext&lt;T&gt;((provider, options) =&gt; options.UseNpgsql(...).UseTransactionalMessaging(provider))</c>.
    /// For a pool see <see cref="TransactionalDbContextPoolExtensions"/>.
    /// </summary>
    public static DbContextOptionsBuilder UseTransactionalMessaging(this DbContextOptionsBuilder options, IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddInterceptors(
            OutboxInterceptor.Of(provider), TransactionIdentityInterceptor.Of(provider), provider.GetRequiredService<SqliteWriteGate>());
    }

    /// <summary>
    /// Consumes every message of this endpoint in one transaction: inbox row, business rows, saga row and outgoing messages. Call it before
    /// the consumers are configured, after retries.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">What MassTransit hands over.</param>
    /// <param name="messagesPerCommit">
    /// Group commit, 1-1000; default 1, off. Above 1 up to so many messages that wait are consumed one after the other in one transaction, and
    /// acknowledged after its commit; when one fails, all are rolled back and consumed alone. Several times cheaper for consumers that only use the
    /// database; no good for those that await anything else, since the others wait for them. The messages of a group share a scope, and so its
    /// scoped services; what the context tracks is forgotten between them.
    /// </param>
    /// <param name="configure">By what messages without an id are known again; without it they are consumed at least once.</param>
    public static void UseTransactionalInbox<TDbContext>(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, int messagesPerCommit = 1, Action<InboxOptions>? configure = null)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerCommit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messagesPerCommit, 1_000);
        var options = new InboxOptions();
        configure?.Invoke(options);
        var observer = new TransactionalInboxObserver<TDbContext>(endpoint, context, messagesPerCommit, options);
        endpoint.ConnectConsumerConfigurationObserver(observer);
        endpoint.ConnectSagaConfigurationObserver(observer);
        endpoint.AddPrePipeSpecification(new SchedulerFilter<TDbContext>(context));
    }

    /// <summary>Keeps the saga's instances in <typeparamref name="TDbContext"/>, in the transaction of the message they consume.</summary>
    public static ISagaRegistrationConfigurator<TSaga> TransactionalRepository<TSaga, TDbContext>(this ISagaRegistrationConfigurator<TSaga> saga)
        where TSaga : class, ISaga
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(saga);
        saga.Repository(repository =>
        {
            repository.RegisterLoadSagaRepository<TSaga, TransactionalSagaRepositoryContextFactory<TSaga, TDbContext>>();
            repository.RegisterQuerySagaRepository<TSaga, TransactionalSagaRepositoryContextFactory<TSaga, TDbContext>>();
            repository.RegisterSagaRepository<TSaga, DbContext, SagaConsumeContextFactory<DbContext, TSaga>, TransactionalSagaRepositoryContextFactory<TSaga, TDbContext>>();
        });
        return saga;
    }

    /// <summary>What a context needs that takes part, without a bus: the <c>migrate</c> command and tests use it alone.</summary>
    public static IServiceCollection AddTransactionalMessagingServices(this IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SqliteWriteGate>();
        services.TryAddSingleton<OutboxSignals>();
        services.TryAddSingleton<MessagingInstruments>();
        services.TryAddSingleton<MessagingDatabases>();
        services.TryAddSingleton<FailureClassification>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFailureClassifier, DatabaseFailureClassifier>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMessagingDatabase, PostgresMessagingDatabase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMessagingDatabase, SqliteMessagingDatabase>());
        services.TryAddSingleton<SqliteMessagingDatabase>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IParkingDatabase, PostgresParkingDatabase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IParkingDatabase, SqliteParkingDatabase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGuardedInbox, PostgresParkingDatabase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGuardedInbox, SqliteParkingDatabase>());
        services.TryAddScoped<OutboxBuffer>();
        services.TryAddScoped<TransactionIdentity>();
        services.TryAddScoped<ITransactionalOutbox>(provider => provider.GetRequiredService<OutboxBuffer>());
        services.TryAddScoped<IUnflushedMessages>(provider => provider.GetRequiredService<OutboxBuffer>());
        return services;
    }
}
