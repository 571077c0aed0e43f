using MassTransit;

namespace Messaging.KafkaRun.App;

/// <summary>Counts what comes to the endpoint, effect or none, and leaves the count where a killed process can't take it along.</summary>
internal sealed class DeliveryCount(RunSurroundings surroundings) : IFilter<ReceiveContext>
{
    private readonly string _file = Path.Combine(surroundings.Folder, $"{surroundings.Name}-{Environment.ProcessId}.count");
    private long _count;

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await File.WriteAllTextAsync(_file + ".new", $"{Interlocked.Read(ref _count)}", cancellationToken);
            File.Move(_file + ".new", _file, overwrite: true);
        }
    }

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        Interlocked.Increment(ref _count);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deliveries");
}
