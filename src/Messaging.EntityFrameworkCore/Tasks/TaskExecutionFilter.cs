using MassTransit;
using MassTransit.Middleware.Timeout;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Failures;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>
/// Around the consumer's transaction: counts the attempt, leaves out what was revoked or has expired, cancels at the soft time limit, and
/// decides what becomes of a failure. Inside the endpoint's failure policy, which waits where the infrastructure is away.
/// </summary>
internal sealed class TaskExecutionFilter<TDbContext, TMessage>(
    TaskRecords<TDbContext> records, TaskDeclaration task, int maxResultBytes, string queue, string worker, FailureClassification classification,
    TimeProvider time, ILogger logger) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("task");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        // Without an id there is no state to keep; the endpoint's policy alone applies.
        if (MessageIdentification.Of(context) is not { } identity)
        {
            await next.Send(context).ConfigureAwait(false);
            return;
        }

        var id = identity.MessageId;
        var run = context.ReceiveContext.GetOrAddPayload(() => new TaskRun());
        var begun = run.Begun ??= await records.BeginAsync(new TaskBegin(id, task.Name, queue, worker), context.CancellationToken).ConfigureAwait(false);
        // Done means committed with its effect, however this copy came. What failed may run again: somebody has replayed it.
        if (begun.State is TaskState.Revoked or TaskState.Succeeded)
        {
            TaskLog.LeftOut(logger, task.Name, id, queue, begun.State);
            await context.NotifyConsumed(context, TimeSpan.Zero, task.Name).ConfigureAwait(false);
            return;
        }

        try
        {
            await RunAsync(context, next, new TaskExecution(id, begun.Attempts, maxResultBytes)).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested && classification.Classify(exception) is not FailureKind.Infrastructure)
        {
            await FailedAsync(context, id, begun.Attempts, exception).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, TaskExecution execution)
    {
        using var limit = new CancellationTokenSource(task.SoftTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, limit.Token);
        var limited = new TimeoutConsumeContext<TMessage>(context, either.Token);
        limited.AddOrUpdatePayload(() => execution, _ => execution);
        try
        {
            await next.Send(limited).ConfigureAwait(false);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested && IsCancellation(exception))
        {
            throw new TaskTimeLimitException($"The task {task.Name} ran longer than its soft time limit of {task.SoftTimeLimit}. Do less in one task, or raise Tasks:Types:{task.Name}:SoftTimeLimit.", exception);
        }
    }

    private async Task FailedAsync(ConsumeContext<TMessage> context, Guid id, int attempts, Exception exception)
    {
        var decision = TaskDecision.Of(task, exception, classification.Classify(exception), attempts, Random.Shared.NextDouble());
        if (decision.RetryAfter is not { } delay)
        {
            await records.FailAsync(id, exception, context.CancellationToken).ConfigureAwait(false);
            TaskLog.Failed(logger, task.Name, id, queue, attempts, exception);
            throw new TaskFailedException($"The task {task.Name} has failed for good after {attempts} attempts. {exception.GetType().Name}: {exception.Message}", exception);
        }

        var state = await records.RetryAsync(id, TaskAgain.Of(context, id, attempts, delay, time), exception, context.CancellationToken).ConfigureAwait(false);
        if (state is TaskState.Retrying)
            TaskLog.ComesAgain(logger, task.Name, id, queue, attempts, task.MaxRetries + 1, delay, exception.GetType().Name, exception.Message);
        else
            TaskLog.LeftOut(logger, task.Name, id, queue, state);
        // The failed delivery is done with; its successor is committed.
        await context.NotifyConsumed(context, TimeSpan.Zero, task.Name).ConfigureAwait(false);
    }

    private static bool IsCancellation(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is OperationCanceledException)
                return true;
        }

        return false;
    }
}
