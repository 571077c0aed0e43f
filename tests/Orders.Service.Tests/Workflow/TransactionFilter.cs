using System.Collections.Concurrent;
using MassTransit;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Workflow;

/// <summary>Plays the transactional inbox: one transaction a message, one message at a time, and says how each ended.</summary>
internal sealed class TransactionFilter<T>(OrdersDbContext context, MessageLog log) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> message, IPipe<ConsumeContext<T>> next)
    {
        await log.Gate.WaitAsync(message.CancellationToken);
        Exception? failure = null;
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(message.CancellationToken);
            await next.Send(message);
            await context.SaveChangesAsync(message.CancellationToken);
            await transaction.CommitAsync(message.CancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            log.Gate.Release();
            log.Outcome(message.MessageId!.Value).TrySetResult(failure);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("transaction");
}

/// <summary>How the messages ended: <see langword="null"/> when all went well.</summary>
internal sealed class MessageLog : IDisposable
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Exception?>> _outcomes = [];

    public SemaphoreSlim Gate { get; } = new(1);

    public TaskCompletionSource<Exception?> Outcome(Guid messageId) =>
        _outcomes.GetOrAdd(messageId, _ => new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Dispose() => Gate.Dispose();
}
