using System.Diagnostics;
using Messaging.Failures;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Takes messages for an endpoint from start to stop, through every outage of the server.</summary>
internal sealed class EndpointLoop : IDisposable
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private static readonly Backoff Outage = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private readonly EndpointSettings _settings;
    private readonly IDeliverySource _source;
    private readonly DeliveryScheduler _scheduler;
    private readonly EndpointMonitor _monitor;
    private readonly Func<Delivery, string?> _key;
    private readonly EndpointWaits? _waits;
    private readonly RedisHost _host;
    private readonly Acknowledger _acknowledger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly SemaphoreSlim _woken = new(0, 1);
    private Task _taking = Task.CompletedTask;
    private Task _acknowledging = Task.CompletedTask;
    private ChannelMessageQueue? _wakes;
    private bool _prepared;
    private bool _unsure = true;
    private long _renewed;
    private long _tookOver;

    public EndpointLoop(
        EndpointSettings settings, IDeliverySource source, DeliveryScheduler scheduler, EndpointMonitor monitor, Func<Delivery, string?> key,
        EndpointWaits? waits, RedisHost host)
    {
        (_settings, _source, _scheduler, _monitor, _key, _waits, _host) = (settings, source, scheduler, monitor, key, waits, host);
        _acknowledger = new Acknowledger(source, scheduler, settings, host);
        scheduler.Finished = _acknowledger.Add;
        scheduler.Roomy = Wake;
    }

    public void Start()
    {
        _taking = Task.Run(TakeAsync, CancellationToken.None);
        _acknowledging = Task.Run(() => _acknowledger.RunAsync(_giveUp.Token), CancellationToken.None);
    }

    /// <summary>Takes nothing more, lets work end and be acknowledged, and leaves the rest to other consumers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _taking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using (var renewing = new CancellationTokenSource())
        {
            var keeping = KeepAsync(renewing.Token);
            await _scheduler.StopAsync(_settings.DrainTimeout);
            await renewing.CancelAsync();
            await keeping;
        }

        _acknowledger.Complete();
        _giveUp.CancelAfter(StopPatience);
        await _acknowledging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await GiveBackAsync();
        _monitor.Stopped();
        _host.Logger.EndpointStopped(_settings.Name);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _giveUp.Dispose();
        _woken.Dispose();
    }

    private void Wake()
    {
        if (_woken.CurrentCount > 0)
            return;
        try
        {
            _woken.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Woken already, or nobody is there to be woken.
            return;
        }
    }

    private async Task TakeAsync()
    {
        // Nothing of the request or span that started the host belongs to the messages.
        Activity.Current = null;
        var failures = 0;
        var pause = ShortestPoll;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var took = await RoundAsync(_stopping.Token);
                failures = 0;
                _monitor.Runs();
                pause = took ? ShortestPoll : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _settings.MaxPollDelay.Ticks));
                if (!took)
                    await _woken.WaitAsync(pause, _stopping.Token);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                _unsure = true;
                if (_source.MustPrepare(exception))
                {
                    _prepared = false;
                    _host.Logger.MadeAnew(_settings.Name);
                    continue;
                }

                if (_monitor.Failed(exception.Message))
                    _host.Logger.EndpointFailed(_settings.Name, exception.Message);
                await Task.Delay(Outage.Next(++failures), _host.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether there may be more at once.</returns>
    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!_prepared)
        {
            await _source.PrepareAsync(cancellationToken);
            await ListenAsync(cancellationToken);
            _prepared = true;
            _host.Logger.EndpointRuns(_settings.Name, _settings.Consumer);
        }

        if (_unsure)
        {
            Add(await _source.FindMineAsync(_scheduler.Holds, cancellationToken));
            _unsure = false;
        }

        if (_renewed == 0 || _host.Time.GetElapsedTime(_renewed) >= _settings.RenewEvery)
            await RenewAsync(cancellationToken);
        if (_tookOver == 0 || _host.Time.GetElapsedTime(_tookOver) >= _settings.TakeOverAfter / 4)
        {
            _tookOver = _host.Time.GetTimestamp();
            Add(await _source.TakeOverAsync(_scheduler, cancellationToken));
            await _source.TidyAsync(cancellationToken);
        }

        var room = _scheduler.Room();
        if (room.None)
            return false;
        var taken = await _source.TakeAsync(room, cancellationToken);
        Add(taken);
        return taken.Count > 0;
    }

    private void Add(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            _scheduler.Add(delivery, _key(delivery));
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var held = _scheduler.Held();
        var overdue = Overdue(held);
        if (overdue.Count > 0)
        {
            _host.Logger.Overdue(_settings.Name, overdue.Count, _settings.HandlerDeadline!.Value);
            _scheduler.Lose(overdue);
            await _source.GiveBackAsync(overdue, cancellationToken);
        }

        var lost = await _source.RenewAsync([.. held.Except(overdue)], cancellationToken);
        if (lost.Count > 0)
        {
            _host.Logger.Lost(_settings.Name, lost.Count);
            _scheduler.Lose(lost);
        }

        _renewed = _host.Time.GetTimestamp();
    }

    private List<Delivery> Overdue(IReadOnlyList<Delivery> held)
    {
        var inWork = held.Where(one => one.StartedAt > 0);
        if (_waits is not { AreWaiting: true })
            return [.. inWork.Where(one => one.StartedAt is > 0 and var started && _host.Time.GetElapsedTime(started) > _settings.HandlerDeadline)];

        // An outage of the database is nobody's slowness: the time begins anew.
        foreach (var waiting in inWork)
            waiting.StartedAt = _host.Time.GetTimestamp();
        return [];
    }

    /// <summary>What is in work while the endpoint stops stays ours.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(_settings.RenewEvery, _host.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            try
            {
                await RenewAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                _host.Logger.NotRenewed(_settings.Name, exception.Message);
            }
        }
    }

    private async Task GiveBackAsync()
    {
        if (!_prepared)
            return;
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _source.GiveBackAsync(_scheduler.Held(), patience.Token);
            await _source.LeaveAsync(patience.Token);
            if (_wakes is not null)
                await _wakes.UnsubscribeAsync().WaitAsync(patience.Token);
        }
        catch (Exception exception)
        {
            // Others take it over when it has been idle for long enough.
            _host.Logger.NotGivenBack(_settings.Name, exception.Message);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (_source.WakeChannel is not { } channel || _wakes is not null)
            return;
        var subscriber = await _host.Connection.SubscriberAsync(cancellationToken);
        _wakes = await subscriber.SubscribeAsync(RedisChannel.Literal(channel)).WaitAsync(cancellationToken);
        _wakes.OnMessage(_ => Wake());
    }
}
