using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Service.Tests.Monitoring;

/// <summary>The instruments of messaging and of orders in one host, and what they measure: a meter carries its factory.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener;
    private readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _all = [];

    public Measured(IServiceProvider host)
    {
        var factory = host.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!ReferenceEquals(instrument.Meter.Scope, factory) || instrument.Meter.Name.Split('.')[0] is not ("Messaging" or "Orders"))
                    return;
                Instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentDictionary<string, Instrument> Instruments { get; } = new(StringComparer.Ordinal);

    /// <summary>Has the gauges tell what they show.</summary>
    public void Look() => _listener.RecordObservableInstruments();

    /// <summary>The names of instruments that have measured, and of the tags that each of their measurements can have.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Tags() =>
        _all.GroupBy(measured => measured.Name, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.SelectMany(measured => measured.Tags).Select(tag => tag.Key).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>What a counter has counted, by its tags.</summary>
    public IReadOnlyDictionary<string, double> Sums(string counter) =>
        _all.Where(measured => measured.Name == counter).GroupBy(measured => string.Join(", ", measured.Tags.Select(tag => $"{tag.Key}={tag.Value}")), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(measured => measured.Value), StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _all.Enqueue((instrument.Name, value, tags.ToArray()));
}
