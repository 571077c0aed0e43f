using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.CrashSample;

/// <summary>Hears of commits, whoever has made them.</summary>
internal sealed class CrashingCommits : DbTransactionInterceptor
{
    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        CrashPoint.ReachAfterCommit();
        return Task.CompletedTask;
    }
}
