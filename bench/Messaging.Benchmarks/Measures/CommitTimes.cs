using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Benchmarks.Measures;

/// <summary>Tells when a transaction has committed, before the outbox hears of it.</summary>
internal sealed class CommitTimes : DbTransactionInterceptor
{
    private readonly AsyncLocal<Action?> _committed = new();

    /// <summary>What to do after the next commit of this flow.</summary>
    public void WhenCommitted(Action committed) => _committed.Value = committed;

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _committed.Value?.Invoke();
        return Task.CompletedTask;
    }
}
