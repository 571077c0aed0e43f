using Messaging.Parking;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Messaging.RabbitMq;

/// <summary>
/// What came on one channel of an ordered queue. Its messages line up by their delivery tags, since several threads bring them here; and
/// when one of them can't be settled, the channel is closed: the broker then takes back all that is not acknowledged, in its order. Returned
/// alone, a message would be overtaken by those behind it.
/// </summary>
internal sealed class QueueSubscription(
    string queue, IChannel channel, KeyLanes lanes, Func<CancellationToken, Task<PartitionClaim>> claim, TimeSpan closeLimit, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _early = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<PartitionClaim>? _claim;
    private Task? _closing;
    private Task? _late;
    private ulong _next = 1;
    private int _inWork;
    private bool _stopping;

    /// <summary>Completes when the broker has taken back what is not acknowledged.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Lines the message up behind all that was delivered before it.</summary>
    public async Task<KeyLanes.Turn> EnterAsync(ulong tag, OrderedKey key, CancellationToken cancellationToken)
    {
        Task? wait = null;
        lock (_lock)
        {
            if (tag > _next)
                wait = (_early[tag] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        if (wait is not null)
            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            var turn = lanes.LineUp(key);
            _next = tag + 1;
            if (_early.Remove(_next, out var following))
                following.SetResult();
            return turn;
        }
    }

    /// <summary>Whether a message may begin; not any more when the endpoint stops or an earlier one could not be settled.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (_stopping)
                return false;
            _inWork++;
            return true;
        }
    }

    /// <summary>A message that has begun is acknowledged, or never will be.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (--_inWork == 0 && _stopping)
                _idle.TrySetResult();
        }
    }

    /// <summary>By what this process's messages take effect, until another replica consumes the queue.</summary>
    public Task<PartitionClaim> ClaimAsync()
    {
        lock (_lock)
            return _claim ??= claim(_ended.Token);
    }

    /// <summary>Begins nothing more, and completes when what has begun is acknowledged, or after the limit.</summary>
    /// <returns>How many messages are still in work.</returns>
    public async Task<int> DrainAsync(TimeSpan limit)
    {
        lock (_lock)
        {
            _stopping = true;
            if (_inWork == 0)
                _idle.TrySetResult();
        }

        await _idle.Task.WaitAsync(limit, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            return _inWork;
    }

    /// <summary>Ends the subscription over a message that can't be settled; completes when the broker has everything back.</summary>
    public Task GiveBackAsync()
    {
        _ = CloseAsync();
        return _closed.Task;
    }

    /// <summary>Closes the channel.</summary>
    /// <remarks>Whoever handles a delivery must not wait for it: the client closes when its deliveries are handled.</remarks>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            _late ??= Task.Delay(closeLimit, time, CancellationToken.None);
            return _closing ??= Task.Run(CloseChannelAsync, CancellationToken.None);
        }
    }

    /// <summary>Closes the channel, and waits for that no longer than the limit, counted from when it began.</summary>
    /// <returns>Whether it is closed.</returns>
    public async Task<bool> CloseInTimeAsync()
    {
        // The client may forget who waits to close a channel that is lost meanwhile; that it is lost it says in any case.
        var closing = CloseAsync();
        await Task.WhenAny(closing, _closed.Task, _late!).ConfigureAwait(false);
        return closing.IsCompleted || _closed.Task.IsCompleted;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseInTimeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task CloseChannelAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
        try
        {
            if (channel.IsOpen)
                await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            OrderedQueueLog.NotClosed(logger, queue, exception.Message);
        }
        finally
        {
            _closed.TrySetResult();
        }
    }
}
