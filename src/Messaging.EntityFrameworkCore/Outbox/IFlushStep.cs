using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Rows that belong to a transaction as its messages do, written right before them.</summary>
internal interface IFlushStep
{
    /// <summary>Adds its statements, which return no rows, to the flush's batch, or runs them where the database has none.</summary>
    Task WriteAsync(DbContext context, DbBatch? batch, CancellationToken cancellationToken);
}
