using MassTransit;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Http.Idempotency;
using Orders.Service.Persistence;

namespace Orders.Service.Consumers;

/// <summary>The hourly clean-up: idempotency keys that have expired, and tasks that ended long ago.</summary>
internal sealed class CleanUpConsumer(OrdersDbContext database, ITaskCleanUp tasks) : IConsumer<CleanUp>
{
    public async Task Consume(ConsumeContext<CleanUp> context)
    {
        var oldest = context.Message.At.ToUniversalTime() - IdempotentRequests.Kept;
        var keys = await database.Set<IdempotencyKeyEntry>().Where(entry => entry.CreatedAt < oldest).ExecuteDeleteAsync(context.CancellationToken);
        var ended = await tasks.DeleteEndedAsync(context.CancellationToken);
        context.SetTaskResult(new { IdempotencyKeys = keys, Tasks = ended });
    }
}
