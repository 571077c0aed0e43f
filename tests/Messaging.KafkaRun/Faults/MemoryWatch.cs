namespace Messaging.KafkaRun.Faults;

/// <summary>How far the resident memory of a run's processes rises above what each had after its warm-up.</summary>
internal sealed class MemoryWatch(IReadOnlyList<Child> children)
{
    // Of the processor: by then its code is compiled and its first garbage collections are behind it, before which it only grows. One that
    // waits for its partitions meanwhile, or for a machine that is busy, is not warmer for that.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private readonly Dictionary<int, long> _warm = [];
    private long _growth;

    /// <summary>The largest rise of all; 0 also when no process has lived long enough to be warm.</summary>
    public long Growth => Interlocked.Read(ref _growth);

    /// <summary>Looks once a second until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var (id, resident, worked) in children.Select(child => child.Resident).OfType<(int, long, TimeSpan)>())
            {
                // A process that was started again is another one, and cold.
                if (worked >= WarmUp)
                    Look(id, resident);
            }
        }
    }

    private void Look(int id, long resident)
    {
        _warm.TryAdd(id, resident);
        Interlocked.Exchange(ref _growth, Math.Max(Growth, resident - _warm[id]));
    }
}
