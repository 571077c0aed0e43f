namespace Messaging.Kafka;

/// <summary>The state of the rider at one moment.</summary>
/// <param name="BootstrapServers">The cluster that was configured.</param>
/// <param name="EverConnected">Whether a broker has ever answered; false: not ready. True and not connected: degraded.</param>
/// <param name="Connected">Whether the brokers answer.</param>
/// <param name="LastError">What went wrong last, with the host it concerns; <see langword="null"/>: nothing since the last connection.</param>
/// <param name="Endpoints">Every endpoint.</param>
public sealed record KafkaStatus(
    string BootstrapServers, bool EverConnected, bool Connected, string? LastError, IReadOnlyList<KafkaEndpointStatus> Endpoints);
