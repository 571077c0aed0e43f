using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.Riders;

namespace Messaging.Redis;

/// <summary>The configurator that the user's callback sees, and the configuration that MassTransit builds the pipeline of.</summary>
internal sealed class RedisEndpointConfiguration<T>
    : ReceiveEndpointConfiguration, IRedisStreamEndpointConfigurator<T>, IRedisListEndpointConfigurator<T>
    where T : class
{
    private const int DefaultConcurrency = 16;
    private readonly IBusInstance _bus;
    private readonly IReceiveEndpointConfiguration _parent;
    private readonly EndpointSettings _settings;
    private readonly DeliveryReader<T> _reader;

    public RedisEndpointConfiguration(
        IBusInstance bus, IReceiveEndpointConfiguration parent, EndpointSettings settings, DeliveryReader<T> reader)
        : base(bus.HostConfiguration, parent)
    {
        (_bus, _parent, _settings, _reader) = (bus, parent, settings, reader);
        ConcurrentMessageLimit = DefaultConcurrency;
        PublishFaults = false;

        // What becomes of a failure is decided in one place, outside the pipeline, where the entry and its count are.
        this.RethrowFaultedMessages();
        this.ThrowOnSkippedMessages();
        ConfigureReceive(receive => receive.UseFilter(new EntryTraceFilter(settings)));
    }

    public override Uri HostAddress => _parent.HostAddress;

    public override Uri InputAddress => _parent.InputAddress;

    public int Concurrency => Math.Max(1, ConcurrentMessageLimit ?? DefaultConcurrency);

    public int BufferedMessages
    {
        set => _settings.BufferedMessages = value;
    }

    public long BufferedBytes
    {
        set => _settings.BufferedBytes = value;
    }

    public TimeSpan TakeOverAfter
    {
        set => _settings.TakeOverAfter = value;
    }

    public TimeSpan HandlerDeadline
    {
        set => _settings.HandlerDeadline = value;
    }

    public TimeSpan MaxPollDelay
    {
        set => _settings.MaxPollDelay = value;
    }

    public int DeliveryLimit
    {
        set => _settings.DeliveryLimit = value;
    }

    public TimeSpan DrainTimeout
    {
        set => _settings.DrainTimeout = value;
    }

    public string ValueField
    {
        set => _settings.ValueField = value;
    }

    public void JsonMember(string field)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        _settings.JsonMembers.Add(field);
    }

    public void Trim(Action<RedisStreamTrimming> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_settings.Trimming ??= new RedisStreamTrimming());
    }

    public void OrderBy(Func<T, string?> key) => _reader.Key = key;

    public void IdentifyBy(Func<T, string?> identity) => _reader.Identity = identity;

    public override IEnumerable<ValidationResult> Validate()
    {
        if (_settings.BufferedMessages < 1 || _settings.BufferedBytes < 1)
            yield return this.Failure("BufferedMessages, BufferedBytes", "must be at least 1");
        if (_settings.TakeOverAfter < TimeSpan.FromSeconds(1) || _settings.TakeOverAfter > TimeSpan.FromHours(1))
            yield return this.Failure("TakeOverAfter", "must be from 1 second to 1 hour");
        if (_settings.HandlerDeadline < _settings.TakeOverAfter)
            yield return this.Failure("HandlerDeadline", "must be at least TakeOverAfter");
        if (_settings.MaxPollDelay <= TimeSpan.Zero)
            yield return this.Failure("MaxPollDelay", "must be positive");
        if (_settings.DeliveryLimit < 1)
            yield return this.Failure("DeliveryLimit", "must be at least 1");
        if (_settings.DrainTimeout < TimeSpan.Zero)
            yield return this.Failure("DrainTimeout", "must not be negative");
        if (_settings.Trimming is { } trimming && (trimming.MaxLength < 0 || trimming.MaxAge < TimeSpan.Zero || trimming.Interval <= TimeSpan.Zero))
            yield return this.Failure("Trim", "must have limits that are not negative, and a positive interval");
        foreach (var result in base.Validate())
            yield return result;
    }

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => BuildContext();

    public RiderReceiveEndpointContext BuildContext()
    {
        ApplySpecifications(new ReceiveEndpointBuilder(this));
        var probe = new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "redis", ["source"] = _settings.Source, ["group"] = _settings.Group ?? "" };
        return new RiderReceiveEndpointContext(_bus, this, _settings.Name, probe);
    }
}
