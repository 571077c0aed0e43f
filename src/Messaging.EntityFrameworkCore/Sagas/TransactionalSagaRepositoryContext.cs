using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>
/// Loads and changes saga instances in the transaction of the consumed message, which saves and commits them with everything else. A load
/// locks the row; where there is none yet it locks the correlation id, so that of several first events the second finds what the first made.
/// </summary>
internal sealed class TransactionalSagaRepositoryContext<TSaga, TMessage>(
    DbContext dbContext, IMessagingDatabase database, ConsumeContext<TMessage> consumeContext, ISagaConsumeContextFactory<DbContext, TSaga> factory)
    : ConsumeContextScope<TMessage>(consumeContext, dbContext), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _consumeContext = consumeContext;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        factory.CreateSagaConsumeContext(dbContext, _consumeContext, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        dbContext.Set<TSaga>().Add(instance);
        await dbContext.SaveChangesAsync(CancellationToken).ConfigureAwait(false);
        return await factory.CreateSagaConsumeContext(dbContext, _consumeContext, instance, SagaConsumeContextMode.Insert).ConfigureAwait(false);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await LockRowAsync(correlationId).ConfigureAwait(false);
        if (instance is null)
        {
            await database.LockAsync(dbContext, $"saga\n{typeof(TSaga).FullName}\n{correlationId:D}", CancellationToken).ConfigureAwait(false);
            instance = await LockRowAsync(correlationId).ConfigureAwait(false);
        }

        // MassTransit asks for null where there is no instance.
        return instance is null
            ? null!
            : await factory.CreateSagaConsumeContext(dbContext, _consumeContext, instance, SagaConsumeContextMode.Load).ConfigureAwait(false);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        dbContext.Set<TSaga>().Add(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        // The row lock decides; the version is the second line of defence, for whoever writes without the lock.
        if (context.Saga is ISagaVersion versioned)
            versioned.Version++;
        return Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        dbContext.Set<TSaga>().Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        dbContext.Entry(context.Saga).State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        factory.CreateSagaConsumeContext(dbContext, consumeContext, instance, mode);

    private async Task<TSaga?> LockRowAsync(Guid correlationId)
    {
        if (!dbContext.Database.IsNpgsql())
            return await dbContext.Set<TSaga>().SingleOrDefaultAsync(saga => saga.CorrelationId == correlationId, CancellationToken).ConfigureAwait(false);
        var entity = dbContext.Model.FindEntityType(typeof(TSaga))
            ?? throw new ConfigurationException($"{typeof(TSaga).Name} is not mapped in {dbContext.GetType().Name}.");
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        var column = entity.FindProperty(nameof(ISaga.CorrelationId))!.GetColumnName(table);
        var schema = entity.GetSchema() is { } name ? $"\"{name}\"." : "";
        // The names come from the model, the value is a parameter.
#pragma warning disable EF1002
        var rows = await dbContext.Set<TSaga>()
            .FromSqlRaw($"select * from {schema}\"{entity.GetTableName()}\" where \"{column}\" = {{0}} for update", correlationId)
            .ToListAsync(CancellationToken).ConfigureAwait(false);
#pragma warning restore EF1002
        return rows.SingleOrDefault();
    }
}
