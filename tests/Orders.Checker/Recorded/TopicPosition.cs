namespace Orders.Checker.Recorded;

/// <summary>Where a record lies; identifies a record that carries no message id.</summary>
public sealed record TopicPosition(string Topic, int Partition, long Offset)
{
    public override string ToString() => $"{Topic}[{Partition}]@{Offset}";
}
