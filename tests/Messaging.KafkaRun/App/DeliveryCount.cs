using System.IO.MemoryMappedFiles;
using MassTransit;
using Messaging.Parking;

namespace Messaging.KafkaRun.App;

/// <summary>
/// Counts what is read from the topic, effect or none; what comes out of the parked store was read before. The count is in memory that a killed
/// process leaves to the kernel.
/// </summary>
internal sealed class DeliveryCount : IFilter<ReceiveContext>, IDisposable
{
    private const string Extension = ".count";
    private readonly Lock _gate = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _memory;
    private long _count;

    public DeliveryCount(RunSurroundings surroundings)
    {
        _file = MemoryMappedFile.CreateFromFile(
            Path.Combine(surroundings.Folder, $"{surroundings.Name}-{Environment.ProcessId}{Extension}"), FileMode.Create, null, sizeof(long));
        _memory = _file.CreateViewAccessor();
    }

    /// <summary>What all processes of a run have counted.</summary>
    public static long Of(string folder) => Directory.GetFiles(folder, "*" + Extension).Sum(file => BitConverter.ToInt64(File.ReadAllBytes(file)));

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (!context.TryGetPayload(out OrderedDelivery? delivery) || delivery.Parked is null)
        {
            lock (_gate)
                _memory.Write(0, ++_count);
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deliveries");

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
    }
}
