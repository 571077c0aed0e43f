namespace Orders.Acceptance.Support.Crash;

/// <summary>
/// Lets the faults begin at their places in the load, one at a time. The load goes on while a fault is in progress, and is held only
/// when it reaches the next one: otherwise a quick load would be over before the faults are.
/// </summary>
public sealed class FaultSequence(IReadOnlyList<Fault> faults, Func<Fault, Task> inject)
{
    private int _next;
    private Task _inProgress = Task.CompletedTask;

    /// <summary>Completes when the order with this index may be posted.</summary>
    public async Task BeforeAsync(int order)
    {
        // A fault that failed, for example a replica that did not come back, ends the run.
        if (_inProgress.IsFaulted)
            await _inProgress;
        while (_next < faults.Count && faults[_next].AtOrder <= order)
        {
            await _inProgress;
            _inProgress = inject(faults[_next++]);
        }
    }

    /// <summary>Completes when every fault that began is over.</summary>
    public Task FinishAsync() => _inProgress;
}
