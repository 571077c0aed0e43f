using System.Threading.Channels;
using MassTransit;

namespace Orders.Service.Tests;

/// <summary>Hears the events of one type, on a queue of its own.</summary>
public sealed class EventListener<T> : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<T> _heard = Channel.CreateUnbounded<T>();
    private readonly HostReceiveEndpointHandle _endpoint;

    private EventListener(IBusControl bus) =>
        _endpoint = bus.ConnectReceiveEndpoint(
            $"listener-{Guid.NewGuid():N}",
            endpoint => endpoint.Handler<T>(context => _heard.Writer.WriteAsync(context.Message, context.CancellationToken).AsTask()));

    internal static async Task<EventListener<T>> StartAsync(IBusControl bus)
    {
        var listener = new EventListener<T>(bus);
        await listener._endpoint.Ready;
        return listener;
    }

    /// <summary>Waits for the first event that fits; others are passed over.</summary>
    /// <exception cref="TimeoutException">None came in 30 seconds.</exception>
    public async Task<T> FirstAsync(Func<T, bool> fits)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var heard = await _heard.Reader.ReadAsync(patience.Token);
                if (fits(heard))
                    return heard;
            }
        }
        catch (OperationCanceledException exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No {typeof(T).Name} that fits was published within {Patience.TotalSeconds} s.", exception);
        }
    }

    public async ValueTask DisposeAsync() => await _endpoint.StopAsync(TestContext.Current.CancellationToken);
}
