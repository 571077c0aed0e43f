using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>Gives consumers, sagas and redelivery a scheduler that is the outbox.</summary>
internal sealed class SchedulerFilter<TDbContext>(IServiceProvider services) : IFilter<ConsumeContext>, IPipeSpecification<ConsumeContext>
    where TDbContext : DbContext
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(context, Scheduler));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outboxScheduler");

    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];

    private MessageScheduler Scheduler(ConsumeContext context)
    {
        IScheduleMessageProvider provider = context.TryGetPayload<Inbox.InTransaction>(out _)
            ? new OutboxScheduleMessageProvider(context, context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<OutboxBuffer>())
            : new StandaloneScheduleMessageProvider<TDbContext>(services.GetRequiredService<IServiceScopeFactory>(), context);
        return new MessageScheduler(provider, services.GetRequiredService<IBus>().Topology);
    }
}
