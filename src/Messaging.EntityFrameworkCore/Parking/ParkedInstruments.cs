using System.Diagnostics.Metrics;
using Messaging.Parking;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>The gauges of <see cref="ParkingMetrics"/>.</summary>
internal sealed class ParkedInstruments : IDisposable
{
    private readonly Meter? _own;
    private readonly Instrument[] _gauges;
    private volatile IReadOnlyList<ParkedLoad> _loads = [];

    public ParkedInstruments(IMeterFactory? factory = null)
    {
        // As the other instruments: a container without AddMetrics has no factory.
        var meter = factory?.Create(TransactionalMessagingMetrics.MeterName) ?? (_own = new Meter(TransactionalMessagingMetrics.MeterName));
        _gauges =
        [
            meter.CreateObservableGauge(ParkingMetrics.Keys, Keys, "{key}", "Keys whose messages wait because one of them failed"),
            meter.CreateObservableGauge(
                ParkingMetrics.Messages, () => _loads.Select(load => new Measurement<long>(load.Messages, Of(load))), "{message}", "Messages of parked keys"),
            meter.CreateObservableGauge(
                ParkingMetrics.OldestAge, () => _loads.Select(load => new Measurement<double>(load.OldestAge.TotalSeconds, Of(load))), "s", "How long the oldest key has been parked"),
        ];
    }

    public bool AreWatched => _gauges.Any(gauge => gauge.Enabled);

    /// <summary>What the gauges show from now on; empty: nothing is parked, or nothing is known.</summary>
    public void Measured(IReadOnlyList<ParkedLoad> loads) => _loads = loads;

    public void Dispose() => _own?.Dispose();

    private IEnumerable<Measurement<long>> Keys()
    {
        foreach (var load in _loads)
        {
            yield return new Measurement<long>(load.Keys - load.Held, [.. Of(load), new(ParkingMetrics.StateTag, "parked")]);
            yield return new Measurement<long>(load.Held, [.. Of(load), new(ParkingMetrics.StateTag, "held")]);
        }
    }

    private static KeyValuePair<string, object?>[] Of(ParkedLoad load) =>
        [new(ParkingMetrics.SourceSystemTag, load.SourceSystem), new(ParkingMetrics.SourceTag, load.Source), new(ParkingMetrics.GroupTag, load.Group)];
}
