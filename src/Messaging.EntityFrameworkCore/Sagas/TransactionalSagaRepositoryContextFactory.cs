using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>The saga repository on the scope's context. It has no transaction of its own: the inbox of the endpoint provides it.</summary>
internal sealed class TransactionalSagaRepositoryContextFactory<TSaga, TDbContext>(
    TDbContext dbContext, MessagingDatabases databases, ISagaConsumeContextFactory<DbContext, TSaga> factory)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
    where TDbContext : DbContext
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class =>
        next.Send(Create(context));

    public async Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class
    {
        var repository = Create(context);
        var ids = await dbContext.Set<TSaga>().AsNoTracking().Where(query.FilterExpression).Select(saga => saga.CorrelationId)
            .ToListAsync(context.CancellationToken).ConfigureAwait(false);
        await next.Send(new DefaultSagaRepositoryQueryContext<TSaga, T>(repository, ids)).ConfigureAwait(false);
    }

    public async Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class =>
        await asyncMethod(new SagaReadContext<TSaga>(dbContext, cancellationToken)).ConfigureAwait(false);

    public async Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class =>
        await asyncMethod(new SagaReadContext<TSaga>(dbContext, cancellationToken)).ConfigureAwait(false);

    public void Probe(ProbeContext context) => context.Add("persistence", "transactional");

    private TransactionalSagaRepositoryContext<TSaga, T> Create<T>(ConsumeContext<T> context)
        where T : class
    {
        if (dbContext.Database.CurrentTransaction is null)
        {
            throw new ConfigurationException(
                $"The saga {typeof(TSaga).Name} is consumed without a transaction. Configure its endpoint with UseTransactionalInbox<{typeof(TDbContext).Name}>(context).");
        }

        return new TransactionalSagaRepositoryContext<TSaga, T>(dbContext, databases.For(dbContext), context, factory);
    }
}
