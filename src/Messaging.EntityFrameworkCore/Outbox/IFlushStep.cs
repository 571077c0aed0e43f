using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Rows that belong to buffered messages, written in the transaction that flushes them, right before them.</summary>
internal interface IFlushStep
{
    Task WriteAsync(DbContext context, CancellationToken cancellationToken);
}
