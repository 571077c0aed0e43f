using Messaging.EntityFrameworkCore.Metrics;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Delivers committed messages: many keys at once, of each key one at a time. A row leaves the database when the broker has confirmed it,
/// and only then may the next one of its key go: after a crash a message may come twice, but never behind its successor.
/// </summary>
internal sealed class OutboxRelay<TDbContext> : BackgroundService
    where TDbContext : DbContext
{
    private static readonly string Name = typeof(TDbContext).Name;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(20);
    // Rows that are due one shortly after the other are fetched together: a hundred that fail again and again would else be a look each.
    private static readonly TimeSpan DueTogether = TimeSpan.FromMilliseconds(50);
    // While there is more than fits, a look waits for half of the room, since it costs about the same for one row as for many.
    private static readonly TimeSpan RoomLinger = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan NotifyInterval = TimeSpan.FromMilliseconds(5);

    private readonly RelayContexts<TDbContext> _contexts;
    private readonly RelayLoop _loop;
    private readonly RelaySender _sender;
    private readonly OutboxSignal _signal;
    private readonly MessagingInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly TransactionalMessagingOptions _options;
    private readonly ILogger _logger;
    private readonly RelayLeases _leases;
    private readonly RelayWork _work = new();
    private readonly RelayFailures _failures;
    private readonly RelayFloor _floor;
    private readonly Lock _lock = new();
    private readonly ConfirmedRows _confirmed = new();
    private bool _moreWaits;

    public OutboxRelay(
        IServiceScopeFactory scopes, MessagingDatabases databases, RelaySender sender, OutboxSignals signals, MessagingInstruments instruments, TimeProvider time,
        IOptions<TransactionalMessagingOptions> options, ILogger<OutboxRelay<TDbContext>> logger)
    {
        (_sender, _signal, _instruments, _time, _options, _logger) = (sender, signals.Of<TDbContext>(), instruments, time, options.Value, logger);
        _contexts = new RelayContexts<TDbContext>(scopes, databases);
        _loop = new RelayLoop(time, logger);
        _leases = new RelayLeases(time, _options.LeaseDuration);
        _floor = new RelayFloor(time);
        _failures = new RelayFailures(Name, _options.MaxSendAttempts, instruments, time, logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is with a broker when the process stops is finished and removed, so that an orderly stop repeats nothing.
        using var drained = new CancellationTokenSource();
        // Without a relay of its own a process still wakes those of others.
        var notifying = _loop.RunAsync(NotifyOthersAsync, stoppingToken);
        if (!_options.RunRelay)
        {
            await notifying.ConfigureAwait(false);
            return;
        }

        _signal.Offer = row => Take(row, stoppingToken, drained.Token);
        var taking = Task.WhenAll(notifying, _loop.RunAsync(token => FetchAsync(token, drained.Token), stoppingToken), _loop.RunAsync(ListenAsync, stoppingToken));
        var finishing = Task.WhenAll(_loop.RunAsync(RenewAsync, drained.Token), _loop.RunAsync(DeleteAsync, drained.Token));
        await taking.ConfigureAwait(false);
        _signal.Offer = _ => false;
        for (var waited = TimeSpan.Zero; waited < DrainTimeout && !IsDrained(); waited += DrainInterval)
            await Task.Delay(DrainInterval, _time, CancellationToken.None).ConfigureAwait(false);
        await drained.CancelAsync().ConfigureAwait(false);
        await finishing.ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _contexts.RunAsync((database, context) => _leases.LeaveAsync(database, context, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The leases expire by themselves.
            RelayLog.DatabaseAway(_logger, exception.Message);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await _contexts.RunAsync((database, context) => _leases.RenewAsync(database, context, IsIdle, cancellationToken)).ConfigureAwait(false);
        _signal.Holds(_leases.Usable);
        _signal.Wake();
        await Task.Delay(_options.LeaseDuration / 4, _time, cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(CancellationToken cancellationToken, CancellationToken sending)
    {
        await LingerForRoomAsync(cancellationToken).ConfigureAwait(false);
        long[] inFlight;
        int room;
        lock (_lock)
        {
            inFlight = _work.BeginFetch();
            room = _work.RoomOf(_options.MaxInFlight);
            _moreWaits = true;
        }

        var partitions = _leases.Usable;
        FetchResult? result = null;
        if (room > 0 && partitions.Count > 0)
        {
            var started = _time.GetTimestamp();
            result = await _contexts.RunAsync((database, context) => _floor.FetchAsync(
                database, context, new FetchRequest(partitions, inFlight, _sender.Paused, room), cancellationToken)).ConfigureAwait(false);
            if (result.Rows.Count > 0)
                _instruments.Batch(Name, "fetch", _time.GetElapsedTime(started));
            foreach (var row in Accept(result.Rows))
            {
                if (row.Lateness is { } lateness)
                    _instruments.Late(Name, lateness);
                _ = SendAsync(row, sending);
            }
        }

        lock (_lock)
        {
            _work.EndFetch();
            _moreWaits = room <= 0 || result?.Rows.Count >= room;
        }

        // A full batch: there is more.
        if (result?.Rows.Count >= room)
            return;
        var wait = result?.NextDue is { } due && due < _options.PollInterval ? due : _options.PollInterval;
        var least = DueTogether < _options.PollInterval ? DueTogether : _options.PollInterval;
        await _signal.WaitAsync(wait > least ? wait : least, cancellationToken).ConfigureAwait(false);
    }

    private async Task LingerForRoomAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (IsShortOfRoom() && RoomLinger - _time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
            await _signal.WaitAsync(left, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes rows in, less those of a partition that is to be given away since they were asked for.</summary>
    /// <returns>Those that can be sent now.</returns>
    private List<OutboxRow> Accept(IReadOnlyList<OutboxRow> rows)
    {
        lock (_lock)
        {
            var usable = _leases.Usable;
            return [.. rows.Where(row => usable.Contains(row.Partition) && _work.AcceptFetched(row))];
        }
    }

    /// <summary>
    /// Sends a row that this process has just committed, without reading it back. Half of the room stays for what waits in the table, so that
    /// a busy process does not forget it.
    /// </summary>
    private bool Take(OutboxRow row, CancellationToken stopping, CancellationToken sending)
    {
        if (stopping.IsCancellationRequested || !_leases.IsHeld(row.Partition) || _sender.IsPaused(row.Message.Destination))
            return false;
        NewRowFate fate;
        lock (_lock)
            fate = _work.RoomOf(_options.MaxInFlight) <= _options.MaxInFlight / 2 ? NewRowFate.Left : _work.AcceptNew(row);

        // Without the flow of the transaction: its request or message has nothing to do with what comes now.
        if (fate is NewRowFate.ToSend)
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = SendAsync(row, sending), null);
        return fate is not NewRowFate.Left;
    }

    private async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!_leases.IsHeld(row.Partition) || cancellationToken.IsCancellationRequested)
        {
            Release(row);
            return;
        }

        switch (await _sender.SendAsync(row, _leases.Lapse, cancellationToken).ConfigureAwait(false))
        {
            case SendOutcome.Done:
                if (!row.Expired)
                    _instruments.Sent(Name);
                lock (_lock)
                    _work.Confirm(row);
                _confirmed.Add(row);
                break;
            case SendOutcome.Failed failed:
                await FailAsync(row, failed, cancellationToken).ConfigureAwait(false);
                break;
            default:
                Release(row);
                break;
        }
    }

    private async Task FailAsync(OutboxRow row, SendOutcome.Failed failed, CancellationToken cancellationToken)
    {
        var givenUp = false;
        try
        {
            givenUp = await _contexts.RunAsync((database, context) => _failures.RecordAsync(database, context, row, failed, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The attempt is not recorded and the row is due at once, which loses nothing.
            RelayLog.DatabaseAway(_logger, exception.Message);
        }

        Release(row);
        if (givenUp)
            _signal.Wake();
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var rows = await _confirmed.TakeAsync(cancellationToken).ConfigureAwait(false);
        var started = _time.GetTimestamp();
        try
        {
            // What has no order to keep may come twice after a crash of the database, and costs it no wait for the disk.
            var durable = rows.Exists(row => row.Message.OrderingKey is not null);
            await _contexts.RunAsync((database, context) => database.DeleteAsync(context, rows.ConvertAll(row => row.Id), durable, cancellationToken)).ConfigureAwait(false);
        }
        catch
        {
            // They stay in work, so that nothing of their keys is sent before they are gone.
            foreach (var row in rows)
                _confirmed.Add(row);
            throw;
        }

        _instruments.Batch(Name, "delete", _time.GetElapsedTime(started));
        // Those behind a row that had failed become visible with its end.
        var wake = rows.Exists(row => row.Attempts > 0);
        List<OutboxRow> successors;
        lock (_lock)
        {
            successors = [.. rows.Select(_work.Finish).OfType<OutboxRow>()];
            wake |= _moreWaits;
        }

        foreach (var row in successors)
            _ = SendAsync(row, cancellationToken);
        if (wake)
            _signal.Wake();
    }

    private Task ListenAsync(CancellationToken cancellationToken) =>
        _contexts.RunAsync((database, context) => database.ListenAsync(context, _signal.Wake, cancellationToken));

    /// <summary>One NOTIFY for all commits since the last, outside of any business transaction: inside it would take a global lock.</summary>
    private async Task NotifyOthersAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitForeignAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(NotifyInterval, _time, cancellationToken).ConfigureAwait(false);
        await _contexts.RunAsync((database, context) => database.NotifyAsync(context, cancellationToken)).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _confirmed.Dispose();
        _leases.Dispose();
        base.Dispose();
    }

    private bool IsDrained()
    {
        lock (_lock)
            return _work.Count == 0;
    }

    private bool IsShortOfRoom()
    {
        lock (_lock)
            return _moreWaits && _work.RoomOf(_options.MaxInFlight) < _options.MaxInFlight / 2;
    }

    private bool IsIdle(int partition)
    {
        lock (_lock)
            return !_work.HasAnyOf(partition);
    }

    private void Release(OutboxRow row)
    {
        lock (_lock)
            _work.Release(row);
    }
}
