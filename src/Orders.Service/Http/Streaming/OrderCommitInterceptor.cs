using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Orders.Service.Domain;

namespace Orders.Service.Http.Streaming;

/// <summary>Tells the watch which orders a committed transaction of this process has touched.</summary>
internal sealed class OrderCommitInterceptor(OrderWatch watch) : DbTransactionInterceptor
{
    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Tell(eventData.Context);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(eventData.Context);
        return Task.CompletedTask;
    }

    private void Tell(DbContext? context)
    {
        if (context is not null && watch.HasReaders)
            watch.Changed(context.ChangeTracker.Entries<OrderHistoryEntry>().Select(entry => entry.Entity.OrderId).ToHashSet());
    }
}
