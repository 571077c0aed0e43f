using System.Data.Common;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The task is done, if the transaction commits: written in the round trip of that.</summary>
internal sealed class TaskSuccess(ITaskDatabase database, TaskRun run, TaskExecution execution) : IFlushStep
{
    public Task WriteAsync(DbContext context, DbBatch? batch, CancellationToken cancellationToken) =>
        database.SucceedAsync(context, batch, run.Attempt, execution.Result, cancellationToken);
}
