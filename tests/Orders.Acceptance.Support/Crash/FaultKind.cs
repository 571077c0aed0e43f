namespace Orders.Acceptance.Support.Crash;

/// <summary>What a run kills.</summary>
public enum FaultKind
{
    Replica,
    RabbitMq,
    Kafka,
    Postgres,
}
