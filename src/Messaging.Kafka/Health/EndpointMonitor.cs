using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>What is known of one endpoint's consumer.</summary>
internal sealed class EndpointMonitor(EndpointSettings settings, KafkaHost host)
{
    private volatile bool _joined;
    private volatile bool _everJoined;
    private volatile bool _stopped;
    private volatile string? _lastError;
    private long _lastPoll;

    public EndpointSettings Settings => settings;

    public RecordScheduler? Scheduler { get; set; }

    public LagWatch Lag { get; } = new(settings, host);

    public KafkaEndpointState State => StateOf(Scheduler?.Load() ?? default);

    public string? LastError => _lastError;

    public void Polled() => Interlocked.Exchange(ref _lastPoll, host.Time.GetUtcNow().UtcTicks);

    public void Joined()
    {
        _joined = _everJoined = true;
        _lastError = null;
    }

    /// <summary>The group goes on without this member until it is let in again.</summary>
    public void Left() => _joined = false;

    public void Failed(Exception exception)
    {
        _lastError = exception.Message;
        if (exception is KafkaException kafka)
            host.Connection.Failed(kafka.Error);
    }

    public void Stopped() => _stopped = true;

    public KafkaEndpointStatus Status()
    {
        var load = Scheduler?.Load() ?? default;
        var partitions = Partitions(load);
        return new KafkaEndpointStatus(
            settings.Topic, settings.Group, StateOf(load), [.. partitions.Where(p => p.Assigned).Select(p => p.Partition)], load.Records, load.InFlight,
            load.Blocked, load.Paused, LastPoll, _lastError)
        {
            PartitionStatus = partitions,
            ParkingLimit = load.Full?.ToString(),
        };
    }

    private DateTimeOffset? LastPoll => Interlocked.Read(ref _lastPoll) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private KafkaEndpointState StateOf(SchedulerLoad load) => (_stopped, host.Connection.Connected, host.Connection.EverConnected, _joined, _everJoined) switch
    {
        (true, _, _, _, _) => KafkaEndpointState.Stopped,
        (_, false, true, _, _) => KafkaEndpointState.Disconnected,
        (_, true, _, true, _) => StandsStill(load) ? KafkaEndpointState.Stalled : KafkaEndpointState.Running,
        (_, true, _, false, true) => KafkaEndpointState.OutOfGroup,
        _ => KafkaEndpointState.Starting,
    };

    private bool StandsStill(SchedulerLoad load)
    {
        var limit = host.Time.GetUtcNow() - settings.StalledAfter;
        var offsets = Lag.Last;
        return LastPoll < limit
            || (load.Partitions ?? []).Any(p => p.LastProgress < limit && offsets.TryGetValue(p.Partition, out var o) && o.BehindSince < limit && LagOf(p, o) > 0);
    }

    private List<KafkaPartitionStatus> Partitions(SchedulerLoad load)
    {
        var now = host.Time.GetUtcNow();
        var offsets = Lag.Last;
        var own = (load.Partitions ?? []).ToDictionary(p => p.Partition);
        var all = new List<KafkaPartitionStatus>();
        foreach (var partition in own.Keys.Union(offsets.Keys).Order())
        {
            var assigned = own.TryGetValue(partition, out var p);
            var lag = offsets.TryGetValue(partition, out var o) ? LagOf(assigned ? p : null, o) : assigned ? p.Records : 0;
            var since = lag == 0 ? null : p.Oldest ?? o.BehindSince;
            var age = since is { } at && at < now ? now - at : TimeSpan.Zero;
            all.Add(new KafkaPartitionStatus(partition, assigned, lag, age, p.Records, p.InFlight, p.Blocked, assigned && p.Paused));
        }

        return all;
    }

    private static long LagOf(PartitionLoad? load, PartitionOffsets offsets) => Math.Max(0, offsets.End - Math.Max(offsets.Position, load?.Committable ?? 0));
}
