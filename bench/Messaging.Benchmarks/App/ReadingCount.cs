using System.Diagnostics;
using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.App;

/// <summary>Counts a round's records, from the first that begins to the last that ends: joining a group is not what is measured.</summary>
internal sealed class ReadingCount(int expected, Func<ProcessorCost> spent)
{
    private readonly int[] _times = new int[expected];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _started;
    private long _ended;
    private int _begun;
    private int _distinct;
    private int _sum;
    private ProcessorCost _before;
    private ProcessorCost _after;

    public void Begin()
    {
        if (Volatile.Read(ref _begun) != 0 || Interlocked.Exchange(ref _begun, 1) != 0)
            return;

        _before = spent();
        _started = Stopwatch.GetTimestamp();
    }

    public void Saw(int number)
    {
        Interlocked.Increment(ref _sum);
        if (Interlocked.Increment(ref _times[number]) != 1 || Interlocked.Increment(ref _distinct) != expected)
            return;

        _ended = Stopwatch.GetTimestamp();
        _after = spent();
        _all.TrySetResult();
    }

    public async Task<Round> RoundAsync(CancellationToken cancellationToken)
    {
        await _all.Task.WaitAsync(TimeSpan.FromMinutes(10), cancellationToken);
        // What is seen twice comes a little later.
        await Task.Delay(200, cancellationToken);
        var rate = expected / Stopwatch.GetElapsedTime(_started, _ended).TotalSeconds;
        return new Round(rate, (_after - _before).Per(expected), Tally.Of(expected, _distinct, _sum));
    }
}
