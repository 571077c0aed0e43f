using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>What a worker writes down after the consumer's transaction was rolled back.</summary>
internal sealed class TaskRecords<TDbContext>(IServiceScopeFactory scopes, TaskDatabases databases)
    where TDbContext : DbContext
{
    private const int LongestError = 4_000;

    /// <summary>State and next message in one transaction; it commits before the failed message is acknowledged.</summary>
    /// <returns><see cref="TaskState.Retrying"/>, or <see cref="TaskState.Revoked"/> when the task was asked to be meanwhile.</returns>
    public async Task<TaskState> RetryAsync(TaskAttempt attempt, OutboxMessage again, Exception exception, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var buffer = scope.ServiceProvider.GetRequiredService<OutboxBuffer>();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var state = await databases.For(context).RetryAsync(context, attempt, again.Delay, Text(exception), cancellationToken).ConfigureAwait(false);
        if (state is TaskState.Retrying)
            buffer.Add(again);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return state;
    }

    public async Task FailAsync(TaskAttempt attempt, Exception exception, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await databases.For(context).FailAsync(context, attempt, Text(exception), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the transaction of a task that can't be stopped.</summary>
    /// <returns>Whether it was open; <see langword="null"/>: it has none that can be ended from outside.</returns>
    public async Task<bool?> AbortAsync(TaskRun run, CancellationToken cancellationToken)
    {
        if (run.TransactionId is not { } transactionId)
            return null;
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await ((ITaskInbox)databases.For(context)).AbortAsync(context, transactionId, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(Exception exception) => StorableText.Of($"{exception.GetType().FullName}: {exception.Message}", LongestError);
}
