using System.Data.Common;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The rows of all tasks that a transaction enqueues, in one statement before their messages.</summary>
internal sealed class TaskInsert(TaskDatabases databases) : IFlushStep
{
    private readonly List<TaskRow> _rows = [];

    public void Add(TaskRow row) => _rows.Add(row);

    public Task WriteAsync(DbContext context, DbBatch? batch, CancellationToken cancellationToken) =>
        databases.For(context).InsertAsync(context, batch, _rows, cancellationToken);
}
