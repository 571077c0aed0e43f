using System.Diagnostics;

namespace Messaging.KafkaRun.Faults;

/// <summary>How far the resident memory of a run's processes rises above what each had after its warm-up.</summary>
internal sealed class MemoryWatch(IReadOnlyList<Child> children)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private readonly Dictionary<int, long> _started = [];
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
            foreach (var (id, resident) in children.Select(child => child.Resident).OfType<(int, long)>())
                Look(id, resident);
        }
    }

    private void Look(int id, long resident)
    {
        // A process that was started again is another one, and cold.
        if (_started.TryAdd(id, Stopwatch.GetTimestamp()) || Stopwatch.GetElapsedTime(_started[id]) < WarmUp)
            return;

        _warm.TryAdd(id, resident);
        Interlocked.Exchange(ref _growth, Math.Max(Growth, resident - _warm[id]));
    }
}
