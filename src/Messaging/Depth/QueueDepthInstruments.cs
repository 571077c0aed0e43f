using System.Diagnostics.Metrics;
using Names = Messaging.Depth.QueueDepthMetrics;

namespace Messaging.Depth;

/// <summary>The instruments of <see cref="QueueDepthMetrics"/>.</summary>
internal sealed class QueueDepthInstruments(QueueDepths depths, IMeterFactory? factory = null) : IDisposable
{
    private Meter? _own;

    public void Begin()
    {
        // A container without AddMetrics has no factory, and nobody there who would listen by way of one.
        var meter = factory?.Create(Names.MeterName) ?? (_own = new Meter(Names.MeterName));
        meter.CreateObservableGauge(Names.Depth, () => Observe(queue => (long?)queue.Depth.Messages), "{message}", "Messages that wait in a queue, or the lag of a consumer group");
        meter.CreateObservableGauge(Names.Consumers, () => Observe(queue => queue.Depth.Consumers), "{consumer}", "Consumers that take from a queue, in all processes");
        meter.CreateObservableGauge(Names.OldestAge, () => Observe(queue => queue.Depth.OldestAge?.TotalSeconds), "s", "How long the oldest message of a queue has waited");
        meter.CreateObservableGauge(Names.BackedUp, () => Observe(queue => (int?)(queue.State is QueueState.Degraded ? 1 : 0)), "{queue}", "1 for a queue above its threshold");
    }

    public void Dispose() => _own?.Dispose();

    private IEnumerable<Measurement<T>> Observe<T>(Func<WatchedQueue, T?> value)
        where T : struct =>
        from queue in depths.Current
        let measured = value(queue)
        where measured is not null
        select new Measurement<T>(measured.Value, new("messaging.system", queue.Depth.System), new("messaging.destination.name", queue.Depth.Name));
}
