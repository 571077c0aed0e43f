using MassTransit;
using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>Runs the parked keys of an ordered queue while its endpoint runs, and ends the endpoint in order.</summary>
internal sealed class OrderedQueueLifetime(OrderedQueue queue, ParkedKeyRunner runner, TimeSpan stopTimeout, TimeProvider time) : IReceiveEndpointObserver, IReceiveObserver
{
    private readonly Lock _lock = new();
    private Run? _run;

    public Task Ready(ReceiveEndpointReady ready)
    {
        // Also after each lost connection.
        lock (_lock)
            _run ??= new Run(runner);
        return Task.CompletedTask;
    }

    /// <summary>Before the bus cancels its consumer: that would hand later messages to the next replica while this one still works on earlier ones.</summary>
    public async Task Stopping(ReceiveEndpointStopping stopping)
    {
        Run? run;
        lock (_lock)
            (run, _run) = (_run, null);
        if (run is not null)
            await run.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(queue.Subscriptions.Select(EndAsync)).ConfigureAwait(false);
    }

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Finish(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Finish(context);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private async Task EndAsync(QueueSubscription subscription)
    {
        await subscription.DrainAsync(stopTimeout, time).ConfigureAwait(false);
        await subscription.CloseAsync().ConfigureAwait(false);
    }

    // Not sooner than its acknowledgement is on its way.
    private static Task Finish(ReceiveContext context)
    {
        if (context.TryGetPayload(out DeliveryInWork? work))
            work.Finish();
        return Task.CompletedTask;
    }

    /// <summary>The runner at work.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _running;

        public Run(ParkedKeyRunner runner) => _running = Task.Run(() => runner.RunAsync(_stopping.Token), CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopping.Dispose();
        }
    }
}
