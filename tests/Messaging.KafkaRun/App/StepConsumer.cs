using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;

namespace Messaging.KafkaRun.App;

/// <summary>Writes a row for each record. Some records time out a few times first, which their key has to wait for.</summary>
internal sealed class StepConsumer(RunContext context, RunSurroundings surroundings) : IConsumer<Step>
{
    private const int OneIn = 500;
    private const int Times = 5;
    private static readonly ConcurrentDictionary<(string, int), int> Tries = new();

    public Task Consume(ConsumeContext<Step> consumed)
    {
        var step = consumed.Message;
        if (((31 * int.Parse(step.Key.AsSpan("key-".Length), CultureInfo.InvariantCulture)) + step.Number) % OneIn == 1 && Tries.AddOrUpdate((step.Key, step.Number), 1, (_, n) => n + 1) <= Times)
            throw new TimeoutException("The service elsewhere does not answer.");

        context.Add(new Effect { Key = step.Key, Number = step.Number, Member = surroundings.Name });
        return Task.CompletedTask;
    }
}
