using MassTransit;
using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>Runs the parked keys of an ordered queue while its endpoint runs, and ends the endpoint in order.</summary>
internal sealed class OrderedQueueLifetime(OrderedQueue queue, ParkedKeyRunner runner, StopLimits limits, TimeProvider time) : IReceiveEndpointObserver, IReceiveObserver
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
        // Side by side: what a parked message waits for must not keep the queue from its next consumer.
        await Task.WhenAll([EndAsync(run), .. queue.Subscriptions.Select(EndAsync)]).ConfigureAwait(false);
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
        if (await subscription.DrainAsync(limits.Work).ConfigureAwait(false) is > 0 and var left)
            OrderedQueueLog.NotDrained(queue.Logger, queue.Name, left, limits.Work);
        if (!await subscription.CloseInTimeAsync().ConfigureAwait(false))
            OrderedQueueLog.NotClosedInTime(queue.Logger, queue.Name, limits.Close);
    }

    private async Task EndAsync(Run? run)
    {
        if (run is null)
            return;
        var ending = run.DisposeAsync().AsTask();
        await ending.WaitAsync(limits.Work, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ending.IsCompleted)
            OrderedQueueLog.ParkedNotDone(queue.Logger, queue.Name, limits.Work);
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
