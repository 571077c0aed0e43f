using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.Telemetry;

namespace Messaging.Kafka;

/// <summary>The instruments of this host. See <see cref="KafkaMetrics"/> for what they mean.</summary>
internal sealed class KafkaInstruments : IDisposable
{
    private const string Record = "{record}";
    private const string Message = "{message}";
    private const string Seconds = "s";
    private static readonly KeyValuePair<string, object?> System = new(MessagingAttributes.System, KafkaActivities.System);
    private static readonly KeyValuePair<string, object?> Send = new(MessagingAttributes.OperationName, "send");
    private static readonly KeyValuePair<string, object?> Poll = new(MessagingAttributes.OperationName, "poll");
    private static readonly KeyValuePair<string, object?> Process = new(MessagingAttributes.OperationName, "process");

    private readonly Meter? _own;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _consumed;
    private readonly Histogram<double> _operations;
    private readonly Histogram<double> _processing;

    public KafkaInstruments(IMeterFactory? factory, Func<IReadOnlyList<KafkaEndpointStatus>> endpoints, TimeProvider time)
    {
        // A container without AddMetrics has no factory, and nobody there who would listen by way of one.
        var meter = factory?.Create(KafkaMetrics.MeterName) ?? (_own = new Meter(KafkaMetrics.MeterName));
        _sent = meter.CreateCounter<long>(KafkaMetrics.Sent, Message, "Messages handed to Kafka, confirmed or not");
        _consumed = meter.CreateCounter<long>(KafkaMetrics.Consumed, Message, "Messages taken from partitions");
        _operations = meter.CreateHistogram<double>(KafkaMetrics.OperationDuration, Seconds, "From sending to the broker's confirmation");
        _processing = meter.CreateHistogram<double>(KafkaMetrics.ProcessDuration, Seconds, "One try of one record");

        Gauge(KafkaMetrics.Lag, Record, "Records in a partition that the group has not finished", p => p.Lag);
        Gauge(KafkaMetrics.LagTime, Seconds, "Age of the oldest record that is not finished", p => p.LagTime.TotalSeconds);
        Gauge(KafkaMetrics.InFlight, Record, "Records in work", p => p.InFlight);
        Gauge(KafkaMetrics.Buffered, Record, "Records taken and not finished", p => p.BufferedRecords);
        Gauge(KafkaMetrics.Blocked, Record, "Records that failed and hold up their key", p => p.BlockedRecords);
        Gauge(KafkaMetrics.Paused, "1", "Whether the partition's buffer is full", p => p.Paused ? 1 : 0);
        meter.CreateObservableGauge(
            KafkaMetrics.PollAge,
            () => endpoints().Where(e => e.LastPoll is not null)
                .Select(e => new Measurement<double>((time.GetUtcNow() - e.LastPoll!.Value).TotalSeconds, [System, .. Names(e.Topic, e.Group)])),
            Seconds,
            "Seconds since the consumer has polled");

        void Gauge<TValue>(string name, string unit, string description, Func<KafkaPartitionStatus, TValue> value)
            where TValue : struct =>
            meter.CreateObservableGauge(
                name,
                () => from endpoint in endpoints()
                      from partition in endpoint.PartitionStatus
                      where partition.Assigned
                      select new Measurement<TValue>(
                          value(partition),
                          [System, .. Names(endpoint.Topic, endpoint.Group), new(MessagingAttributes.DestinationPartition, KafkaActivities.Text(partition.Partition))]),
                unit,
                description);
    }

    public void Sent(string topic, TimeSpan duration, Exception? failure)
    {
        if (!_sent.Enabled && !_operations.Enabled)
            return;

        var tags = new TagList { System, Send, { MessagingAttributes.OperationType, "send" }, { MessagingAttributes.DestinationName, topic } };
        if (failure is not null)
            tags.Add(MessagingAttributes.ErrorType, failure is KafkaDeliveryException kafka ? kafka.Code.ToString() : failure.GetType().FullName);

        _sent.Add(1, tags);
        _operations.Record(duration.TotalSeconds, tags);
    }

    public void Consumed(EndpointSettings settings, int records)
    {
        if (records > 0 && _consumed.Enabled)
            _consumed.Add(records, new TagList { System, Poll, { MessagingAttributes.DestinationName, settings.Topic }, { MessagingAttributes.ConsumerGroup, settings.Group } });
    }

    /// <summary>Runs a record, and measures it while somebody listens.</summary>
    public Task<RecordOutcome> ProcessAsync(
        EndpointSettings settings, ConsumedRecord record, Func<ConsumedRecord, CancellationToken, Task<RecordOutcome>> process, CancellationToken cancellationToken) =>
        _processing.Enabled ? MeasuredAsync(settings, record, process, cancellationToken) : process(record, cancellationToken);

    public void Dispose() => _own?.Dispose();

    private static KeyValuePair<string, object?>[] Names(string topic, string group) =>
        [new(MessagingAttributes.DestinationName, topic), new(MessagingAttributes.ConsumerGroup, group)];

    private async Task<RecordOutcome> MeasuredAsync(
        EndpointSettings settings, ConsumedRecord record, Func<ConsumedRecord, CancellationToken, Task<RecordOutcome>> process, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await process(record, cancellationToken);
        var tags = new TagList { System, Process, { MessagingAttributes.DestinationName, settings.Topic }, { MessagingAttributes.ConsumerGroup, settings.Group } };
        if (outcome != RecordOutcome.Finished)
            tags.Add(MessagingAttributes.ErrorType, outcome.ToString());

        _processing.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        return outcome;
    }
}
