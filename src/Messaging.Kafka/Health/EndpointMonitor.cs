using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>What is known of one endpoint's consumer.</summary>
internal sealed class EndpointMonitor(EndpointSettings settings, KafkaConnection connection, TimeProvider time)
{
    private volatile bool _joined;
    private volatile bool _stopped;
    private volatile string? _lastError;
    private long _lastPoll;

    public RecordScheduler? Scheduler { get; set; }

    public KafkaEndpointState State => (_stopped, connection.Connected, connection.EverConnected, _joined) switch
    {
        (true, _, _, _) => KafkaEndpointState.Stopped,
        (_, false, true, _) => KafkaEndpointState.Disconnected,
        (_, true, _, true) => KafkaEndpointState.Running,
        _ => KafkaEndpointState.Starting,
    };

    public string? LastError => _lastError;

    public void Polled() => Interlocked.Exchange(ref _lastPoll, time.GetUtcNow().UtcTicks);

    public void Joined()
    {
        _joined = true;
        _lastError = null;
    }

    public void Failed(Exception exception)
    {
        _lastError = exception.Message;
        if (exception is KafkaException kafka)
            connection.Failed(kafka.Error);
    }

    public void Stopped() => _stopped = true;

    public KafkaEndpointStatus Status()
    {
        var load = Scheduler?.Load() ?? default;
        var polled = Interlocked.Read(ref _lastPoll);
        return new KafkaEndpointStatus(
            settings.Topic, settings.Group, State, load.Partitions ?? [], load.Records, load.InFlight, load.Blocked, load.Paused,
            polled == 0 ? null : new DateTimeOffset(polled, TimeSpan.Zero), _lastError);
    }
}
