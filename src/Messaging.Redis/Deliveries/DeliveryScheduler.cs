using System.Diagnostics.CodeAnalysis;

namespace Messaging.Redis;

/// <summary>
/// Decides which message is worked on: at most one of a key, in order, and at most <paramref name="concurrency"/> in all. One that failed
/// gives its slot to others while it waits. A message is held from when it is added until it is acknowledged.
/// </summary>
internal sealed class DeliveryScheduler(
    int concurrency, EndpointSettings settings, TimeProvider time, Func<Delivery, CancellationToken, Task<DeliveryOutcome>> process)
{
    private const int MostBlocked = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Delivery> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _ready = new();
    private readonly Queue<Lane> _suspects = new();
    private readonly HashSet<Delivery> _running = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _suspectRuns;
    private long _bytes;
    private int _blocked;
    private long _blockedBytes;
    private bool _stopped;

    /// <summary>Called, outside the lock, with each message whose effect is committed: it is to be acknowledged.</summary>
    public Action<Delivery>? Finished { get; set; }

    /// <summary>Called when there is room again.</summary>
    public Action? Roomy { get; set; }

    /// <summary>Takes a message; false when it is held already.</summary>
    public bool Add(Delivery delivery, string? key)
    {
        lock (_gate)
        {
            if (_stopped || !_held.TryAdd(delivery.Id, delivery))
                return false;
            _bytes += delivery.Size;
            Lane? lane;
            if (key is null)
                lane = new Lane(null);
            else if (!_lanes.TryGetValue(key, out lane))
                _lanes.Add(key, lane = new Lane(key));
            lane.Deliveries.Enqueue(delivery);
            if (lane.Delay is not null)
                Block(delivery, +1);
            if (!lane.Active)
            {
                lane.Active = true;
                _ready.Enqueue(lane);
                Pump();
            }

            return true;
        }
    }

    public Room Room()
    {
        lock (_gate)
        {
            // Every slot is held by a consumer that hangs: others must have what this process can't do.
            if (_running.Count >= concurrency && _running.All(delivery => delivery.Lost))
                return default;
            var messages = Math.Min(settings.BufferedMessages - (_held.Count - _blocked), settings.BufferedMessages + MostBlocked - _held.Count);
            return new Room(messages, Math.Min(settings.BufferedBytes - (_bytes - _blockedBytes), (2 * settings.BufferedBytes) - _bytes));
        }
    }

    public SchedulerLoad Load()
    {
        lock (_gate)
            return new SchedulerLoad(_held.Count, _running.Count, _blocked);
    }

    public IReadOnlyList<Delivery> Held()
    {
        lock (_gate)
            return [.. _held.Values];
    }

    public bool Holds(string id)
    {
        lock (_gate)
            return _held.ContainsKey(id);
    }

    /// <summary>Somebody else has these: they are not begun, and given up where they are in work.</summary>
    public void Lose(IReadOnlyCollection<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                delivery.Lost = true;
                Drop(delivery);
            }
        }

        foreach (var delivery in deliveries)
            delivery.Abandon();
        if (deliveries.Count > 0)
            Roomy?.Invoke();
    }

    /// <summary>These are acknowledged.</summary>
    public void Acknowledged(IEnumerable<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
                Drop(delivery);
        }

        Roomy?.Invoke();
    }

    /// <summary>Begins nothing more and waits for what is in work; gives up what is not done by then.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var lane in _lanes.Values)
                lane.Delay?.Dispose();
            if (_running.Count == 0)
                _idle.TrySetResult();
        }

        await _idle.Task.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        List<Delivery> late;
        lock (_gate)
            late = [.. _running];
        foreach (var delivery in late)
            delivery.Abandon();
        // What hears of it ends now; what does not is read again by somebody else.
        await _idle.Task.WaitAsync(TimeSpan.FromSeconds(1), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Pump()
    {
        while (!_stopped && _running.Count < concurrency && TryTake(out var lane))
        {
            var delivery = lane.Deliveries.Peek();
            if (delivery.Lost)
            {
                Next(lane);
                continue;
            }

            if (delivery.Suspect && _suspectRuns)
            {
                _suspects.Enqueue(lane);
                continue;
            }

            _suspectRuns |= delivery.Suspect;
            _running.Add(delivery);
            // Not awaited here: it does not throw, and StopAsync waits for it.
            _ = Task.Run(() => WorkAsync(lane, delivery), CancellationToken.None);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Lane? lane) =>
        (!_suspectRuns && _suspects.TryDequeue(out lane)) || _ready.TryDequeue(out lane);

    private async Task WorkAsync(Lane lane, Delivery delivery)
    {
        var outcome = DeliveryOutcome.Abandoned;
        try
        {
            outcome = await process(delivery, delivery.Abandoned);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(delivery);
                _suspectRuns &= !delivery.Suspect;
                End(lane, delivery, outcome);
                Pump();
                if (_stopped && _running.Count == 0)
                    _idle.TrySetResult();
            }

            if (outcome.Kind is DeliveryOutcomeKind.Finished)
                Finished?.Invoke(delivery);
            else if (outcome.Kind is DeliveryOutcomeKind.Buried)
                Roomy?.Invoke();
        }
    }

    private void End(Lane lane, Delivery delivery, DeliveryOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case DeliveryOutcomeKind.Again when !_stopped && !delivery.Lost:
                lane.Delay = time.CreateTimer(_ => TryAgain(lane), null, outcome.Delay, Timeout.InfiniteTimeSpan);
                foreach (var waiting in lane.Deliveries)
                    Block(waiting, +1);
                return;
            case DeliveryOutcomeKind.Again or DeliveryOutcomeKind.Abandoned when _stopped && !delivery.Lost:
                // Held until the stop gives it back.
                return;
            case DeliveryOutcomeKind.Again or DeliveryOutcomeKind.Abandoned or DeliveryOutcomeKind.Buried:
                Drop(delivery);
                break;
        }

        Next(lane);
    }

    private void Next(Lane lane)
    {
        lane.Deliveries.Dequeue();
        if (lane.Deliveries.Count > 0)
        {
            _ready.Enqueue(lane);
            return;
        }

        lane.Active = false;
        if (lane.Key is not null)
            _lanes.Remove(lane.Key);
    }

    private void TryAgain(Lane lane)
    {
        lock (_gate)
        {
            lane.Delay?.Dispose();
            lane.Delay = null;
            foreach (var waiting in lane.Deliveries)
                Block(waiting, -1);
            _ready.Enqueue(lane);
            Pump();
        }
    }

    private void Block(Delivery delivery, int sign)
    {
        _blocked += sign;
        _blockedBytes += sign * delivery.Size;
    }

    private void Drop(Delivery delivery)
    {
        // The same id may be held anew, by another delivery, after this one was lost.
        if (_held.TryGetValue(delivery.Id, out var held) && ReferenceEquals(held, delivery))
        {
            _held.Remove(delivery.Id);
            _bytes -= delivery.Size;
        }
    }
}
