namespace Messaging.Kafka;

/// <summary>
/// The instruments of the rider. Names that OpenTelemetry's conventions have are theirs, with their tags; those of endpoints carry
/// <c>messaging.destination.name</c> and <c>messaging.consumer.group.name</c>, and each member reports the partitions that it has.
/// </summary>
public static class KafkaMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Messaging.Kafka";

    /// <summary>Messages, <c>{message}</c>: handed to the client, confirmed or (with <c>error.type</c>) not.</summary>
    public const string Sent = "messaging.client.sent.messages";

    /// <summary>Messages, <c>{message}</c>: taken from partitions; one that comes twice counts twice.</summary>
    public const string Consumed = "messaging.client.consumed.messages";

    /// <summary>Seconds, <c>s</c>: from sending to the broker's confirmation.</summary>
    public const string OperationDuration = "messaging.client.operation.duration";

    /// <summary>Seconds, <c>s</c>: one try of one record, with everything that its pipeline does.</summary>
    public const string ProcessDuration = "messaging.process.duration";

    /// <summary>Records, <c>{record}</c>: in the partition and not finished by the group.</summary>
    public const string Lag = "messaging.kafka.lag";

    /// <summary>Seconds, <c>s</c>: the age of the oldest record that is not finished, or how long the partition has not been at its end, where none is in hand.</summary>
    public const string LagTime = "messaging.kafka.lag.time";

    /// <summary>Records, <c>{record}</c>: in work.</summary>
    public const string InFlight = "messaging.kafka.in_flight";

    /// <summary>Records, <c>{record}</c>: taken and not finished.</summary>
    public const string Buffered = "messaging.kafka.buffered";

    /// <summary>Records, <c>{record}</c>: that failed and hold up their key until they are tried again.</summary>
    public const string Blocked = "messaging.kafka.blocked";

    /// <summary>1 while the partition's buffer is full and nothing is fetched, else 0.</summary>
    public const string Paused = "messaging.kafka.paused";

    /// <summary>Seconds, <c>s</c>: since the consumer has polled; more than a few mean that it is stuck.</summary>
    public const string PollAge = "messaging.kafka.poll.age";
}
