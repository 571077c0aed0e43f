using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Names = Messaging.EntityFrameworkCore.TransactionalMessagingMetrics;

namespace Messaging.EntityFrameworkCore.Metrics;

/// <summary>The instruments of this host. See <see cref="TransactionalMessagingMetrics"/> for what they mean.</summary>
internal sealed class MessagingInstruments : IDisposable
{
    private const string Message = "{message}";
    private const string Seconds = "s";

    private readonly Meter? _own;
    private readonly ConcurrentDictionary<string, OutboxMeasurement> _measured = new(StringComparer.Ordinal);
    private readonly Instrument[] _gauges;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _sendFailures;
    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _responsesDropped;
    private readonly Counter<long> _unflushed;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _unidentified;
    private readonly Histogram<double> _batches;
    private readonly Histogram<double> _lateness;

    public MessagingInstruments(IMeterFactory? factory = null)
    {
        // A container without AddMetrics has no factory, and nobody there who would listen by way of one.
        var meter = factory?.Create(Names.MeterName) ?? (_own = new Meter(Names.MeterName));
        _sent = meter.CreateCounter<long>(Names.Sent, Message, "Messages that the relay has delivered and the broker has confirmed");
        _sendFailures = meter.CreateCounter<long>(Names.SendFailures, "{attempt}", "Attempts to deliver a message that failed and count against it");
        _givenUp = meter.CreateCounter<long>(Names.GivenUp, Message, "Messages that the relay has given up and moved to the dead letters");
        _responsesDropped = meter.CreateCounter<long>(Names.ResponsesDropped, Message, "Responses dropped because whoever asked was gone");
        _unflushed = meter.CreateCounter<long>(Names.Unflushed, Message, "Messages lost because their scope ended without a commit");
        _duplicates = meter.CreateCounter<long>(Names.Duplicates, Message, "Messages that had been consumed before and had no effect");
        _unidentified = meter.CreateCounter<long>(Names.Unidentified, Message, "Messages without an id, consumed at least once");
        _batches = meter.CreateHistogram<double>(Names.BatchDuration, Seconds, "Duration of a batch of the relay, with the database");
        _lateness = meter.CreateHistogram<double>(Names.ScheduleLateness, Seconds, "How much later than due a scheduled message was taken up");
        _gauges =
        [
            meter.CreateObservableGauge(Names.Pending, () => Observe(measured => measured.Pending), Message, "Messages in the outbox that are due or failing"),
            meter.CreateObservableGauge(Names.OldestAge, () => Observe(measured => measured.OldestAge.TotalSeconds), Seconds, "How long the oldest pending message has been due"),
            meter.CreateObservableGauge(Names.DeadLetters, DeadLetters, Message, "Dead letters that nobody has dealt with yet"),
        ];
    }

    /// <summary>Whether anybody looks at the gauges, so that measuring is worth its query.</summary>
    public bool AreGaugesWatched => _gauges.Any(gauge => gauge.Enabled);

    public void Sent(string context) => _sent.Add(1, Context(context));

    public void SendFailed(string context, Exception exception) =>
        _sendFailures.Add(1, Context(context), new KeyValuePair<string, object?>("error.type", exception.GetType().FullName));

    public void GivenUp(string context) => _givenUp.Add(1, Context(context));

    public void ResponseDropped(string context) => _responsesDropped.Add(1, Context(context));

    public void Unflushed(int messages) => _unflushed.Add(messages);

    public void Duplicate(string context, string endpoint) => _duplicates.Add(1, Context(context), new KeyValuePair<string, object?>(Names.EndpointTag, endpoint));

    public void Unidentified(string context, string endpoint) => _unidentified.Add(1, Context(context), new KeyValuePair<string, object?>(Names.EndpointTag, endpoint));

    public void Batch(string context, string operation, TimeSpan duration) =>
        _batches.Record(duration.TotalSeconds, Context(context), new KeyValuePair<string, object?>(Names.OperationTag, operation));

    public void Late(string context, TimeSpan lateness) => _lateness.Record(Math.Max(0, lateness.TotalSeconds), Context(context));

    /// <summary>What the gauges show from now on; <see langword="null"/>: nothing, because nothing is known.</summary>
    public void Measured(string context, OutboxMeasurement? measurement)
    {
        if (measurement is null)
            _measured.TryRemove(context, out _);
        else
            _measured[context] = measurement;
    }

    public void Dispose() => _own?.Dispose();

    private static KeyValuePair<string, object?> Context(string name) => new(Names.ContextTag, name);

    private IEnumerable<Measurement<T>> Observe<T>(Func<OutboxMeasurement, T> value)
        where T : struct =>
        _measured.Select(measured => new Measurement<T>(value(measured.Value), Context(measured.Key)));

    private IEnumerable<Measurement<long>> DeadLetters() =>
        from measured in _measured
        from letters in measured.Value.DeadLetters
        select new Measurement<long>(
            letters.Count, Context(measured.Key), new(Names.SourceSystemTag, letters.SourceSystem), new(Names.SourceTag, letters.Source));
}
