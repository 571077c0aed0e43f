using MassTransit;

namespace Messaging.Benchmarks.App;

/// <summary>Does nothing but count, or waits as for a service elsewhere.</summary>
internal sealed class ReadingConsumer(ReadingCount count, ReadingDelay delay) : IConsumer<Reading>
{
    public async Task Consume(ConsumeContext<Reading> context)
    {
        count.Begin();
        if (delay.Time > TimeSpan.Zero)
            await Task.Delay(delay.Time, context.CancellationToken);
        count.Saw(context.Message.Number);
    }
}
