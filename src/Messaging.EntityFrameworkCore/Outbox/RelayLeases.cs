using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// This relay's share of the work, and until when it may be sure of it. The deadline is counted on the local monotonic clock from before the
/// database was asked, so that a process that was frozen finds itself without a share when it wakes.
/// </summary>
internal sealed class RelayLeases(TimeProvider time, TimeSpan duration) : IDisposable
{
    private readonly Guid _owner = Guid.NewGuid();
    private volatile HashSet<int> _held = [];
    private readonly HashSet<int> _leaving = [];
    private readonly Lock _lapsing = new();
    private CancellationTokenSource _lapse = new();
    private bool _postponable;
    private long _deadline;

    /// <summary>
    /// Cancelled when the share is no longer sure. A send that is under way then ends, so that it does not come out behind what the next
    /// holder sends: being slow is like being frozen.
    /// </summary>
    public CancellationToken Lapse
    {
        get
        {
            lock (_lapsing)
                return _lapse.Token;
        }
    }

    public bool IsHeld(int partition) => time.GetTimestamp() < Interlocked.Read(ref _deadline) && _held.Contains(partition);

    /// <summary>The partitions to take new work from.</summary>
    public IReadOnlySet<int> Usable
    {
        get
        {
            if (time.GetTimestamp() >= Interlocked.Read(ref _deadline))
                return new HashSet<int>();
            lock (_leaving)
                return _held.Except(_leaving).ToHashSet();
        }
    }

    /// <param name="database">The database's SQL.</param>
    /// <param name="context">A context of its own.</param>
    /// <param name="isIdle">Whether nothing of a partition is with a broker, so that it can be given away.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task RenewAsync(IMessagingDatabase database, DbContext context, Func<int, bool> isIdle, CancellationToken cancellationToken)
    {
        // A quarter is kept back, so that the last send of a lease is over before another relay begins.
        var deadline = time.GetTimestamp() + (long)(duration.TotalSeconds * 0.75 * time.TimestampFrequency);
        int[] leaving;
        lock (_leaving)
            leaving = [.. _leaving];
        var giveBack = Array.FindAll(leaving, partition => isIdle(partition));
        var result = await database.RenewLeasesAsync(context, new LeaseRequest(_owner, duration, giveBack), cancellationToken).ConfigureAwait(false);
        _held = [.. result.Partitions];
        Interlocked.Exchange(ref _deadline, deadline);
        Postpone(time.GetElapsedTime(time.GetTimestamp(), deadline));
        lock (_leaving)
        {
            // When another relay has died meanwhile, what was given back may have come back at once, and nothing is too much any more: what is
            // not too much stays, or it would leave and come back for ever.
            _leaving.IntersectWith(_held);
            _leaving.ExceptWith(_leaving.Order().Take(_leaving.Count - result.Surplus).ToList());
            _leaving.UnionWith(_held.Except(_leaving).OrderDescending().Take(result.Surplus - _leaving.Count).ToList());
        }
    }

    public void Dispose() => _lapse.Dispose();

    private void Postpone(TimeSpan left)
    {
        lock (_lapsing)
        {
            // Rather soon than never, where the database took all of the time to answer.
            var delay = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            if (_lapse.IsCancellationRequested || !_postponable)
            {
                _lapse.Dispose();
                _lapse = new CancellationTokenSource(delay, time);
                _postponable = true;
            }
            else
            {
                _lapse.CancelAfter(delay);
            }
        }
    }

    public async Task LeaveAsync(IMessagingDatabase database, DbContext context, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _deadline, 0);
        await database.LeaveAsync(context, _owner, cancellationToken).ConfigureAwait(false);
    }
}
