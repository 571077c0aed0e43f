using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Metrics;

/// <summary>What one host measures, and no other in this process: a meter carries its factory.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener;
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _all = new();

    public Measurements(IServiceProvider host, string meter = TransactionalMessagingMetrics.MeterName)
    {
        var factory = host.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == meter && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    Instruments[instrument.Name] = (instrument.Unit ?? "", instrument.Description ?? "", instrument.GetType().Name.Split('`')[0]);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentDictionary<string, (string Unit, string Description, string Kind)> Instruments { get; } = new(StringComparer.Ordinal);

    public double Sum(string name) => _all.Where(measured => measured.Name == name).Sum(measured => measured.Value);

    public IReadOnlyList<double> Values(string name) => [.. _all.Where(measured => measured.Name == name).Select(measured => measured.Value)];

    public IReadOnlyList<string> Tags(string name) => [.. _all.Where(measured => measured.Name == name).Select(measured => measured.Tags).Distinct()];

    /// <summary>What the gauge shows now, by its tags.</summary>
    public IReadOnlyDictionary<string, double> Read(string gauge)
    {
        var before = _all.Count;
        _listener.RecordObservableInstruments();
        return _all.Skip(before).Where(measured => measured.Name == gauge).GroupBy(measured => measured.Tags, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue((instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))));
}
