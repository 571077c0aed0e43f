using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Inside the consumer's transaction: with the effect the task is done, and without it is not.</summary>
internal sealed class TaskCompletionFilter<TDbContext, TMessage>(TaskDatabases databases, int maxResultBytes) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("taskCompletion");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        if (!context.TryGetPayload(out TaskRun? run))
        {
            await next.Send(context).ConfigureAwait(false);
            return;
        }

        var execution = new TaskExecution(run.Begin.Id, run.Attempt.Number, maxResultBytes);
        context.AddOrUpdatePayload(() => execution, _ => execution);
        await next.Send(context).ConfigureAwait(false);
        var services = context.GetPayload<IServiceScope>().ServiceProvider;
        services.GetRequiredService<OutboxBuffer>().Step(() => new TaskSuccess(databases.For(services.GetRequiredService<TDbContext>()), run, execution));
    }
}
