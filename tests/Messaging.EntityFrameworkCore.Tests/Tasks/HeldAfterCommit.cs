using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>Lets one context's next transaction commit, and keeps that from its owner.</summary>
internal sealed class HeldAfterCommit : DbTransactionInterceptor
{
    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DbContext? Of { get; set; }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Of is not null && ReferenceEquals(eventData.Context, Of) ? Go.Task.WaitAsync(WorkScript.LongestWait, CancellationToken.None) : Task.CompletedTask;
}
