namespace Messaging.KafkaRun.App;

/// <summary>What a record did; the order of the ids is the order in which effects happened.</summary>
public sealed class Effect
{
    public long Id { get; init; }

    public required string Key { get; init; }

    public int Number { get; init; }

    public required string Member { get; init; }
}
