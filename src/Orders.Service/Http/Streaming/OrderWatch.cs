using System.Data.Common;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Orders.Service.Persistence;

namespace Orders.Service.Http.Streaming;

/// <summary>
/// Looks for changes of the orders that are being read: one query for all of them, however many readers there are, at an interval, and
/// at once when this process has committed one. Without readers it does nothing.
/// </summary>
internal sealed partial class OrderWatch(
    IServiceScopeFactory scopes, IOptions<OrderStreamOptions> options, TimeProvider time, ILogger<OrderWatch> logger) : BackgroundService
{
    private const int OrdersInOneQuery = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, WatchedOrder> _orders = [];
    private readonly HashSet<Guid> _changed = [];
    private readonly SemaphoreSlim _woken = new(0, 1);

    public bool HasReaders
    {
        get
        {
            lock (_lock)
                return _orders.Count > 0;
        }
    }

    /// <summary>Begins to watch; disposing ends it.</summary>
    public IDisposable Watch(Guid orderId, out WatchedOrder order)
    {
        lock (_lock)
        {
            if (!_orders.TryGetValue(orderId, out var found))
                _orders.Add(orderId, found = new WatchedOrder());
            found.Readers++;
            order = found;
        }

        Wake();
        return new Reading(this, orderId);
    }

    /// <summary>These were changed by a transaction of this process.</summary>
    public void Changed(IEnumerable<Guid> orderIds)
    {
        lock (_lock)
            _changed.UnionWith(orderIds.Where(_orders.ContainsKey));
        Wake();
    }

    /// <summary>Looks now, with one short use of a connection.</summary>
    public async Task LookAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        foreach (var ids in orderIds.Chunk(OrdersInOneQuery))
        {
            var entries = await context.OrderHistory.AsNoTracking().Where(entry => ids.Contains(entry.OrderId)).ToListAsync(cancellationToken);
            foreach (var order in entries.GroupBy(entry => entry.OrderId))
                Find(order.Key)?.Learn([.. order.OrderBy(entry => entry.Version).Select(entry => new OrderStatusChange(entry.OrderId, entry.Version, entry.Status, entry.At))]);
        }
    }

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lastRound = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var rest = options.Value.PollInterval - time.GetElapsedTime(lastRound);
                await _woken.WaitAsync(!HasReaders ? Timeout.InfiniteTimeSpan : rest > TimeSpan.Zero ? rest : TimeSpan.Zero, stoppingToken);
                var isRound = time.GetElapsedTime(lastRound) >= options.Value.PollInterval;
                if (isRound)
                    lastRound = time.GetTimestamp();
                var wanted = Take(everything: isRound);
                if (wanted.Count == 0)
                    continue;
                using var untraced = Untraced.Begin();
                await LookAsync(wanted, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException or TimeoutException)
            {
                // The next round looks again.
                DatabaseAway(logger, exception.Message);
            }
        }
    }

    private List<Guid> Take(bool everything)
    {
        lock (_lock)
        {
            List<Guid> wanted = everything ? [.. _orders.Keys] : [.. _changed.Where(_orders.ContainsKey)];
            _changed.Clear();
            return wanted;
        }
    }

    private WatchedOrder? Find(Guid orderId)
    {
        lock (_lock)
            return _orders.GetValueOrDefault(orderId);
    }

    private void Leave(Guid orderId)
    {
        lock (_lock)
        {
            if (--_orders[orderId].Readers == 0)
                _orders.Remove(orderId);
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_woken.CurrentCount == 0)
                _woken.Release();
        }
    }

    [LoggerMessage(1401, LogLevel.Information, "Orders that are being watched can't be read now; tried again: {Reason}")]
    private static partial void DatabaseAway(ILogger logger, string reason);

    private sealed class Reading(OrderWatch watch, Guid orderId) : IDisposable
    {
        public void Dispose() => watch.Leave(orderId);
    }
}
