using MassTransit;
using Messaging.Redis;

namespace Messaging.Redis.Worker;

/// <summary>Writes each number down, under the name of the endpoint that it came by.</summary>
public sealed class NumberConsumer(Effects effects, WorkerOptions options) : IConsumer<Number>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<Number> context)
    {
        var number = context.Message.Value;
        if (options.Hang)
        {
            effects.Add("hangs", number);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        if (number == options.DieOn)
            Environment.FailFast("As it was told.");
        var entry = context.GetRedisEntry()!;
        if (entry.Deliveries > 1)
            effects.Add("again", number);
        // Long enough to be killed in.
        await Task.Delay(5, context.CancellationToken);
        effects.Add(entry.Source.Split(':')[^1], number);
    }
}
