using Confluent.Kafka;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.Riders;

namespace Messaging.Kafka;

/// <summary>The configurator that the user's callback sees, and the configuration that MassTransit builds the pipeline of.</summary>
internal sealed class KafkaEndpointConfiguration<TKey, T> : ReceiveEndpointConfiguration, IKafkaTopicEndpointConfigurator<TKey, T>
    where T : class
{
    private const int DefaultConcurrency = 16;
    private readonly IBusInstance _bus;
    private readonly IReceiveEndpointConfiguration _parent;
    private readonly EndpointSettings _settings;
    private readonly RecordReader<TKey, T> _reader;

    public KafkaEndpointConfiguration(
        IBusInstance bus, IReceiveEndpointConfiguration parent, EndpointSettings settings, RecordReader<TKey, T> reader)
        : base(bus.HostConfiguration, parent)
    {
        _bus = bus;
        _parent = parent;
        _settings = settings;
        _reader = reader;
        ConcurrentMessageLimit = DefaultConcurrency;
        PublishFaults = false;

        // What becomes of a failure is decided in one place, outside the pipeline, where the record and its offset are.
        this.RethrowFaultedMessages();
        this.ThrowOnSkippedMessages();
        ConfigureReceive(receive => receive.UseFilter(new RecordTraceFilter(settings)));
    }

    public override Uri HostAddress => _parent.HostAddress;

    public override Uri InputAddress => _parent.InputAddress;

    public int Concurrency => Math.Max(1, ConcurrentMessageLimit ?? DefaultConcurrency);

    public int BufferedRecords
    {
        set => _settings.BufferedRecords = value;
    }

    public long BufferedBytes
    {
        set => _settings.BufferedBytes = value;
    }

    public TimeSpan CommitInterval
    {
        set => _settings.CommitInterval = value;
    }

    public TimeSpan MinBlockDelay
    {
        set => _settings.Backoff = _settings.Backoff with { Min = value };
    }

    public TimeSpan MaxBlockDelay
    {
        set => _settings.Backoff = _settings.Backoff with { Max = value };
    }

    public TimeSpan DrainTimeout
    {
        set => _settings.DrainTimeout = value;
    }

    public TimeSpan SessionTimeout
    {
        set => _settings.Consumer.Add(consumer => consumer.SessionTimeoutMs = (int)value.TotalMilliseconds);
    }

    public TimeSpan StalledAfter
    {
        set => _settings.StalledAfter = value;
    }

    public string DeadLetterTopic
    {
        set => _settings.DeadLetterTopic = value;
    }

    public void ParkFailedKeys(IRegistrationContext context, Action<KafkaParkingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = new KafkaParkingOptions();
        configure?.Invoke(options);
        _settings.Parking = EndpointParking.Of(context, _settings.Topic, options);
    }

    public void Configure(Action<ConsumerConfig> configure) => _settings.Consumer.Add(configure);

    public void OnTombstone(Func<TKey, T> message) => _reader.Tombstone = message;

    public override IEnumerable<ValidationResult> Validate()
    {
        if (string.IsNullOrWhiteSpace(_settings.Topic))
            yield return this.Failure("topic", "must be named");

        if (string.IsNullOrWhiteSpace(_settings.Group))
            yield return this.Failure("group", "must be named");

        if (_settings.BufferedRecords < 1 || _settings.BufferedBytes < 1)
            yield return this.Failure("BufferedRecords, BufferedBytes", "must be at least 1");

        if (_settings.Backoff.Min <= TimeSpan.Zero || _settings.Backoff.Max < _settings.Backoff.Min)
            yield return this.Failure("MinBlockDelay, MaxBlockDelay", "must be positive and in this order");

        if (_settings.StalledAfter <= TimeSpan.Zero)
            yield return this.Failure("StalledAfter", "must be positive");

        if (_settings.Parking is { Options: var parking } && (parking.Concurrency < 1 || parking.Lease < TimeSpan.FromSeconds(1) || parking.PollInterval <= TimeSpan.Zero))
            yield return this.Failure("ParkFailedKeys", "needs a Concurrency of at least 1, a Lease of at least 1 s and a positive PollInterval");

        foreach (var result in base.Validate())
            yield return result;
    }

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => BuildContext();

    public RiderReceiveEndpointContext BuildContext()
    {
        ApplySpecifications(new ReceiveEndpointBuilder(this));
        var probe = new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "kafka", ["topic"] = _settings.Topic, ["group"] = _settings.Group };
        return new RiderReceiveEndpointContext(_bus, this, _settings.Name, probe);
    }
}
