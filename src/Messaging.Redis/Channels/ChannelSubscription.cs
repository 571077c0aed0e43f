using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>One subscription, from when it was asked for until it is disposed.</summary>
internal sealed class ChannelSubscription : IAsyncDisposable
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private readonly CancellationTokenSource _disposed = new();
    private readonly string _channel;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _handle;
    private readonly RedisHost _host;
    private readonly Task _running;

    public ChannelSubscription(string channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handle, RedisHost host)
    {
        (_channel, _handle, _host) = (channel, handle, host);
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _running;
        _disposed.Dispose();
    }

    private async Task RunAsync()
    {
        var stopping = _disposed.Token;
        if (await SubscribeAsync(stopping) is not { } messages)
            return;
        try
        {
            // The client renews the subscription with each new connection.
            while (!stopping.IsCancellationRequested)
                await HandleAsync(await messages.ReadAsync(stopping), stopping);
        }
        catch (Exception exception) when (stopping.IsCancellationRequested || exception is System.Threading.Channels.ChannelClosedException)
        {
            // Disposed, or the connection was.
            await messages.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    private async Task<ChannelMessageQueue?> SubscribeAsync(CancellationToken stopping)
    {
        for (var attempt = 1; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                var subscriber = await _host.Connection.SubscriberAsync(stopping);
                return await subscriber.SubscribeAsync(RedisChannel.Literal(_channel)).WaitAsync(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                if (attempt == 1)
                    _host.Logger.NotSubscribed(_channel, exception.Message);
                await Task.Delay(Backoff.Next(attempt), _host.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    private async Task HandleAsync(ChannelMessage message, CancellationToken stopping)
    {
        try
        {
            await _handle((byte[])message.Message! ?? [], stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            _host.Logger.NotHandled(exception, _channel);
        }
    }
}
