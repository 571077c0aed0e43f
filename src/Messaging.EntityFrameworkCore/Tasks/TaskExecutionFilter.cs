using MassTransit;
using MassTransit.Middleware.Timeout;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Failures;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>
/// Around the consumer's transaction, which counts the attempt and leaves out what was revoked or has expired: cancels at the soft time limit, gives
/// up at the hard one, and decides what becomes of a failure. Inside the endpoint's failure policy, which waits where the infrastructure is away.
/// </summary>
internal sealed class TaskExecutionFilter<TDbContext, TMessage>(
    TaskRecords<TDbContext> records, TaskDatabases databases, IStartedTasks started, TaskInstruments instruments, TaskDeclaration task,
    string queue, string worker, FailureClassification classification, TimeProvider time, ILogger logger) : IFilter<ConsumeContext<TMessage>>
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

        var run = context.ReceiveContext.GetOrAddPayload(() => new TaskRun(new TaskBegin(identity.MessageId, task.Name, queue, worker), databases, started));
        var began = time.GetTimestamp();
        try
        {
            await RunAsync(context, next, run).ConfigureAwait(false);
            if (run.MayRun)
                instruments.Ended(run.Begin, TaskState.Succeeded, time.GetElapsedTime(began));
            else if (run.IsKnown)
                LeftOut(run);
        }
        catch (Exception exception) when (run.MayRun && !context.CancellationToken.IsCancellationRequested && classification.Classify(exception) is not FailureKind.Infrastructure)
        {
            await FailedAsync(context, run.Attempt, exception, began).ConfigureAwait(false);
        }
    }

    // Done means committed with its effect, however this copy came. What failed may run again: somebody has replayed it.
    private void LeftOut(TaskRun run)
    {
        TaskLog.LeftOut(logger, task.Name, run.Begin.Id, queue, run.State);
        if (run.State is TaskState.Revoked)
            instruments.LeftOut(run.Begin);
    }

    private async Task RunAsync(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, TaskRun run)
    {
        using var limit = new CancellationTokenSource(task.SoftTimeLimit, time);
        await using var stop = context.CancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        var limited = new TimeoutConsumeContext<TMessage>(context, limit.Token);
        limited.AddOrUpdatePayload(() => run, _ => run);
        try
        {
            await (task.HardTimeLimit is { } hard ? RunAsync(limited, next, run, hard) : next.Send(limited)).ConfigureAwait(false);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested && IsCancellation(exception))
        {
            throw new TaskTimeLimitException($"The task {task.Name} {run.Begin.Id} ran longer than its soft time limit of {task.SoftTimeLimit}. Do less in one task, or raise Tasks:Types:{task.Name}:SoftTimeLimit.", exception);
        }
        finally
        {
            run.End();
        }
    }

    // Code that heeds no token can't be stopped, but its transaction can: without that it has no effect, and nobody has to wait for it.
    private async Task RunAsync(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, TaskRun run, TimeSpan hard)
    {
        var began = time.GetTimestamp();
        // On a thread of its own: code that blocks would keep this one.
        var running = Task.Run(() => next.Send(context), CancellationToken.None);
        var hasEnded = false;
        while (true)
        {
            await running.WaitAsync(hard, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (running.IsCompleted)
            {
                await running.ConfigureAwait(false);
                return;
            }

            try
            {
                var wasOpen = await records.AbortAsync(run, CancellationToken.None).ConfigureAwait(false);
                // Who has just committed is about to say so. Who does not has lost the transaction, and is stuck all the same.
                if (wasOpen is true || (wasOpen is false && hasEnded))
                    break;
                hasEnded = wasOpen is false;
                TaskLog.NotEnded(logger, task.Name, run.Begin.Id, queue, hard, hasEnded
                    ? "its transaction has ended by itself"
                    : "on SQLite nobody can end it, elsewhere it still waits for its turn or the database");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It runs on as before; another run beside it would wait for it.
                TaskLog.NotEnded(logger, task.Name, run.Begin.Id, queue, hard, exception.Message);
            }
        }

        _ = running.ContinueWith(
            ended => TaskLog.GivenUpEnded(logger, task.Name, run.Begin.Id, queue, time.GetElapsedTime(began), ended.Exception?.GetBaseException().Message ?? "it had ended by then"),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        throw new TaskTimeLimitException($"The task {task.Name} {run.Begin.Id} ran longer than its hard time limit of {hard} and heeded no cancellation token, so its transaction was ended. Pass context.CancellationToken to whatever waits, or raise Tasks:Types:{task.Name}:HardTimeLimit.");
    }

    private async Task FailedAsync(ConsumeContext<TMessage> context, TaskAttempt attempt, Exception exception, long began)
    {
        var (id, attempts) = (attempt.Id, attempt.Number);
        var decision = TaskDecision.Of(task, exception, classification.Classify(exception), attempts, Random.Shared.NextDouble());
        if (decision.RetryAfter is not { } delay)
        {
            await records.FailAsync(attempt, exception, context.CancellationToken).ConfigureAwait(false);
            instruments.Ended(attempt.Begin, TaskState.Failed, time.GetElapsedTime(began));
            TaskLog.Failed(logger, task.Name, id, queue, attempts, exception);
            throw new TaskFailedException($"The task {task.Name} {id} has failed for good after {attempts} attempts. {exception.GetType().Name}: {exception.Message}", exception);
        }

        var state = await records.RetryAsync(attempt, TaskAgain.Of(context, id, attempts, delay, time), exception, context.CancellationToken).ConfigureAwait(false);
        instruments.Ended(attempt.Begin, state, time.GetElapsedTime(began));
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
