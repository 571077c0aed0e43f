namespace Messaging.KafkaRun.App;

/// <summary>Records that were produced in one transaction; a producer that was killed goes on after the last one.</summary>
public sealed class Batch
{
    public int Id { get; init; }
}
