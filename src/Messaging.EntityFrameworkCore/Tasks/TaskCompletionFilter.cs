using MassTransit;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Inside the consumer's transaction: with the effect the task is done, and without it is not.</summary>
internal sealed class TaskCompletionFilter<TDbContext, TMessage>(TaskDatabases databases) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("taskCompletion");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        await next.Send(context).ConfigureAwait(false);
        if (!context.TryGetPayload(out TaskExecution? execution))
            return;
        var dbContext = context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<TDbContext>();
        await databases.For(dbContext).SucceedAsync(dbContext, execution.Id, execution.Result, context.CancellationToken).ConfigureAwait(false);
    }
}
