using MassTransit;
using Messaging.Testing.Effects;

namespace Messaging.RabbitMq.Tests.Ordering;

public sealed class StepConsumer(EffectsContext steps, StepConsumer.After after) : IConsumer<Step>
{
    public async Task Consume(ConsumeContext<Step> context)
    {
        steps.Taken.Add(new Effect { Key = context.Message.Key, Number = context.Message.Number });
        await steps.SaveChangesAsync(context.CancellationToken);
        // With an effect to roll back.
        await after.Then(context);
    }

    public sealed record After(Func<ConsumeContext<Step>, Task> Then);
}
