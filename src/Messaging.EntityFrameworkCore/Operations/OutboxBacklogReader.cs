using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>What waits in the outbox of <typeparamref name="TDbContext"/>.</summary>
internal sealed class OutboxBacklogReader<TDbContext>(TDbContext context, MessagingDatabases databases, TimeProvider time) : IOutboxBacklog
    where TDbContext : DbContext
{
    public async Task<OutboxBacklog> LookAsync(int limit, CancellationToken cancellationToken)
    {
        var measured = await databases.For(context).MeasureAsync(context, cancellationToken).ConfigureAwait(false);
        var stuck = await context.QueryAsync(OperationsSql.For(context).Stuck, time, Read, cancellationToken, ("@limit", limit)).ConfigureAwait(false);
        return new OutboxBacklog(measured.Pending, measured.OldestAge, stuck);
    }

    private static StuckMessage Read(OperationsRow row) => new(
        row.Number(0)!.Value, row.Id(1)!.Value, row.Text(2)!, row.Text(3), row.Text(4), (int)row.Number(5)!.Value, row.Text(6), row.Time(7), row.Time(8));
}
