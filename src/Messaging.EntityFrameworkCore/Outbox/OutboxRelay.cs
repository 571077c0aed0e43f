using System.Diagnostics;
using Messaging.Outbox;
using Messaging.Telemetry;
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
    private static readonly TimeSpan QuietDelay = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NotifyInterval = TimeSpan.FromMilliseconds(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly MessagingDatabases _databases;
    private readonly RelaySender _sender;
    private readonly OutboxSignal _signal;
    private readonly TimeProvider _time;
    private readonly TransactionalMessagingOptions _options;
    private readonly ILogger _logger;
    private readonly RelayLeases _leases;
    private readonly RelayWork _work = new();
    private readonly Lock _lock = new();
    private readonly ConfirmedRows _confirmed = new();
    private bool _moreWaits;

    public OutboxRelay(
        IServiceScopeFactory scopes, MessagingDatabases databases, RelaySender sender, OutboxSignal signal, TimeProvider time,
        IOptions<TransactionalMessagingOptions> options, ILogger<OutboxRelay<TDbContext>> logger)
    {
        (_scopes, _databases, _sender, _signal, _time, _options, _logger) = (scopes, databases, sender, signal, time, options.Value, logger);
        _leases = new RelayLeases(time, _options.LeaseDuration);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is with a broker when the process stops is finished and removed, so that an orderly stop repeats nothing.
        using var drained = new CancellationTokenSource();
        _signal.Offer = row => Take(row, stoppingToken, drained.Token);
        var taking = Task.WhenAll(
            LoopAsync(token => FetchAsync(token, drained.Token), stoppingToken),
            LoopAsync(ListenAsync, stoppingToken),
            LoopAsync(NotifyOthersAsync, stoppingToken));
        var finishing = Task.WhenAll(LoopAsync(RenewAsync, drained.Token), LoopAsync(DeleteAsync, drained.Token));
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
            await WithContextAsync((database, context) => _leases.LeaveAsync(database, context, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The leases expire by themselves.
            RelayLog.DatabaseAway(_logger, exception.Message);
        }
    }

    /// <summary>Repeats a step for ever; a database that is away is waited for.</summary>
    private async Task LoopAsync(Func<CancellationToken, Task> step, CancellationToken stoppingToken)
    {
        // Of whatever started the host; no message belongs to that.
        Activity.Current = null;
        var delay = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (delay > TimeSpan.Zero)
                    await Task.Delay(delay, _time, stoppingToken).ConfigureAwait(false);
                await step(stoppingToken).ConfigureAwait(false);
                delay = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // The first failures are no news: the schema may just be on its way, or one connection was cut.
                if (delay == QuietDelay)
                    RelayLog.DatabaseAway(_logger, exception.Message);
                delay = TimeSpan.FromMilliseconds(Math.Min(1600, Math.Max(100, delay.TotalMilliseconds * 2)));
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await WithContextAsync((database, context) => _leases.RenewAsync(database, context, IsIdle, cancellationToken)).ConfigureAwait(false);
        _signal.Holds(_leases.Usable);
        _signal.Wake();
        await Task.Delay(_options.LeaseDuration / 4, _time, cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(CancellationToken cancellationToken, CancellationToken sending)
    {
        long[] inFlight;
        lock (_lock)
            inFlight = _work.BeginFetch();
        var room = _options.MaxInFlight - inFlight.Length;
        var partitions = _leases.Usable;
        FetchResult? result = null;
        if (room > 0 && partitions.Count > 0)
        {
            result = await WithContextAsync((database, context) => database.FetchAsync(
                context, new FetchRequest(partitions, inFlight, _sender.Paused, room), cancellationToken)).ConfigureAwait(false);
            foreach (var row in result.Rows)
            {
                bool ready;
                lock (_lock)
                    ready = _work.AcceptFetched(row);
                if (ready)
                    _ = SendAsync(row, sending);
            }
        }

        lock (_lock)
        {
            _work.EndFetch();
            _moreWaits = room <= 0 || result?.Rows.Count == room;
        }

        // A full batch: there is more.
        if (result?.Rows.Count == room)
            return;
        var wait = result?.NextDue is { } due && due < _options.PollInterval ? due : _options.PollInterval;
        await _signal.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a row that this process has just committed, without reading it back. Half of the room stays for what waits in the table, so that
    /// a busy process does not forget it.
    /// </summary>
    private bool Take(OutboxRow row, CancellationToken stopping, CancellationToken sending)
    {
        if (stopping.IsCancellationRequested || !_leases.IsHeld(row.Partition) || _sender.IsPaused(row.Message.Destination))
            return false;
        lock (_lock)
        {
            if (_work.Count >= (_options.MaxInFlight + 1) / 2 || !_work.AcceptNew(row))
                return false;
        }

        // Without the flow of the transaction: its request or message has nothing to do with what comes now.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = SendAsync(row, sending), null);
        return true;
    }

    private async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!_leases.IsHeld(row.Partition) || cancellationToken.IsCancellationRequested)
        {
            Release(row);
            return;
        }

        switch (await _sender.SendAsync(row, cancellationToken).ConfigureAwait(false))
        {
            case SendOutcome.Done:
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
        try
        {
            await WithContextAsync((database, context) => database.FailAsync(context, row.Id, failed.Delay, failed.Error, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The attempt is not recorded and the row is due at once, which loses nothing.
            RelayLog.DatabaseAway(_logger, exception.Message);
        }

        Release(row);
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var rows = await _confirmed.TakeAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WithContextAsync((database, context) => database.DeleteAsync(context, rows.ConvertAll(row => row.Id), cancellationToken)).ConfigureAwait(false);
        }
        catch
        {
            // They stay in work, so that nothing of their keys is sent before they are gone.
            foreach (var row in rows)
                _confirmed.Add(row);
            throw;
        }

        // Those behind a row that had failed become visible with its end.
        var wake = rows.Exists(row => row.Attempts > 0);
        foreach (var row in rows)
        {
            OutboxRow? next;
            lock (_lock)
            {
                next = _work.Finish(row);
                wake |= _moreWaits;
            }

            if (next is not null)
                _ = SendAsync(next, cancellationToken);
        }

        if (wake)
            _signal.Wake();
    }

    private Task ListenAsync(CancellationToken cancellationToken) =>
        WithContextAsync((database, context) => database.ListenAsync(context, _signal.Wake, cancellationToken));

    /// <summary>One NOTIFY for all commits since the last, outside of any business transaction: inside it would take a global lock.</summary>
    private async Task NotifyOthersAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitForeignAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(NotifyInterval, _time, cancellationToken).ConfigureAwait(false);
        await WithContextAsync((database, context) => database.NotifyAsync(context, cancellationToken)).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _confirmed.Dispose();
        base.Dispose();
    }

    private bool IsDrained()
    {
        lock (_lock)
            return _work.Count == 0;
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

    private async Task<T> WithContextAsync<T>(Func<IMessagingDatabase, DbContext, Task<T>> action)
    {
        using var untraced = Untraced.Begin();
        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await action(_databases.For(context), context).ConfigureAwait(false);
    }

    private async Task WithContextAsync(Func<IMessagingDatabase, DbContext, Task> action)
    {
        using var untraced = Untraced.Begin();
        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await action(_databases.For(context), context).ConfigureAwait(false);
    }
}
