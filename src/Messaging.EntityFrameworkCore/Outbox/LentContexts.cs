using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Pooled contexts share their options, and so their interceptors, while a buffer belongs to a scope. This one passes everything on to the
/// interceptors of the scope that a context is lent to.
/// </summary>
internal sealed class LentContexts : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor, IDbConnectionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, Borrower> _borrowers = [];

    /// <summary>A context came out of the pool for this scope.</summary>
    public void Lend(DbContext context, IServiceProvider scope) => _borrowers.AddOrUpdate(context, new Borrower(OutboxInterceptor.Of(scope), TransactionIdentityInterceptor.Of(scope)));

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        IdentityOf(eventData.Context) is { } identity ? identity.ReaderExecutingAsync(command, eventData, result, cancellationToken) : ValueTask.FromResult(result);

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result) =>
        IdentityOf(eventData.Context) is { } identity ? identity.DataReaderClosingAsync(command, eventData, result) : ValueTask.FromResult(result);

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        OutboxOf(eventData.Context)?.SavingChanges(eventData, result) ?? result;

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.SavingChangesAsync(eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.SavedChangesAsync(eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public void SaveChangesFailed(DbContextErrorEventData eventData) => OutboxOf(eventData.Context)?.SaveChangesFailed(eventData);

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.SaveChangesFailedAsync(eventData, cancellationToken) ?? Task.CompletedTask;

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.SaveChangesCanceledAsync(eventData, cancellationToken) ?? Task.CompletedTask;

    public InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result) =>
        OutboxOf(eventData.Context)?.ThrowingConcurrencyException(eventData, result) ?? result;

    public ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.ThrowingConcurrencyExceptionAsync(eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result) =>
        OutboxOf(eventData.Context)?.TransactionStarted(connection, eventData, result) ?? result;

    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.TransactionStartedAsync(connection, eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result) =>
        OutboxOf(eventData.Context)?.TransactionUsed(connection, eventData, result) ?? result;

    public ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.TransactionUsedAsync(connection, eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        OutboxOf(eventData.Context)?.TransactionCommitting(transaction, eventData, result) ?? result;

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.TransactionCommittingAsync(transaction, eventData, result, cancellationToken) ?? ValueTask.FromResult(result);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.TransactionCommittedAsync(transaction, eventData, cancellationToken) ?? Task.CompletedTask;

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.TransactionRolledBackAsync(transaction, eventData, cancellationToken) ?? Task.CompletedTask;

    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => OutboxOf(eventData.Context)?.ConnectionFailed(connection, eventData);

    public Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default) =>
        OutboxOf(eventData.Context)?.ConnectionFailedAsync(connection, eventData, cancellationToken) ?? Task.CompletedTask;

    private OutboxInterceptor? OutboxOf(DbContext? context) => context is not null && _borrowers.TryGetValue(context, out var borrower) ? borrower.Outbox : null;

    private TransactionIdentityInterceptor? IdentityOf(DbContext? context) =>
        context is not null && _borrowers.TryGetValue(context, out var borrower) ? borrower.Identity : null;

    private sealed record Borrower(OutboxInterceptor Outbox, TransactionIdentityInterceptor Identity);
}
