namespace Messaging.Kafka;

/// <summary>
/// Works on the first records of lanes, at most <paramref name="concurrency"/> at a time. A worker goes from lane to lane as long as there is
/// one: a task and a switch of threads for each record would cost more than many a consumer. Guarded by the scheduler's lock.
/// </summary>
/// <param name="gate">The scheduler's lock.</param>
/// <param name="concurrency">How many records may be in work.</param>
/// <param name="process">Works on a record; does not throw.</param>
/// <param name="end">Says what became of it; called under the lock.</param>
internal sealed class LaneWorkers(
    Lock gate, int concurrency, Func<ConsumedRecord, CancellationToken, Task<RecordOutcome>> process, Action<Lane, ConsumedRecord, RecordOutcome> end)
{
    /// <summary>Records without a wait after which a worker lets others have its thread.</summary>
    private const int Turn = 32;
    private readonly Queue<Lane> _ready = new();
    private int _workers;
    private int _starting;

    /// <summary>How many records are in work.</summary>
    public int InFlight { get; private set; }

    /// <summary>Puts a lane behind those that wait. Under the lock; <see cref="Start"/> follows.</summary>
    public void Enqueue(Lane lane) => _ready.Enqueue(lane);

    /// <summary>Starts workers for lanes that wait, as far as there may be more. Under the lock.</summary>
    public void Start()
    {
        for (var wanted = Math.Min(concurrency - _workers, _ready.Count - _starting); wanted > 0; wanted--)
        {
            _workers++;
            _starting++;
            // Not awaited: it does not throw, and Drop and Idle account for what it does. Nor does it inherit anybody's context.
            ThreadPool.UnsafeQueueUserWorkItem(static workers => _ = workers.WorkAsync(), this, preferLocal: false);
        }
    }

    private async Task WorkAsync()
    {
        var quick = 0;
        var taken = Begin();
        while (taken is var (lane, record))
        {
            var running = process(record, lane.Partition.Abandoned);
            quick = running.IsCompleted ? quick + 1 : 0;
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            taken = Next(lane, record, running.IsCompletedSuccessfully ? await running : RecordOutcome.Blocked);
            if (quick < Turn)
                continue;

            quick = 0;
            await Task.Yield();
        }
    }

    private (Lane Lane, ConsumedRecord Record)? Begin()
    {
        lock (gate)
        {
            _starting--;
            return Take();
        }
    }

    private (Lane Lane, ConsumedRecord Record)? Next(Lane lane, ConsumedRecord record, RecordOutcome outcome)
    {
        lock (gate)
        {
            InFlight--;
            end(lane, record, outcome);
            return Take();
        }
    }

    private (Lane Lane, ConsumedRecord Record)? Take()
    {
        while (_ready.TryDequeue(out var lane))
        {
            if (lane.Partition.Dropped)
                continue;

            if (lane.Partition.Held is { } held)
            {
                held.Add(lane);
                continue;
            }

            InFlight++;
            lane.Partition.InFlight++;
            var record = lane.First!;
            record.Claim = lane.Partition.Claim;
            Start();
            return (lane, record);
        }

        _workers--;
        return null;
    }
}
