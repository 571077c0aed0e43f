namespace Messaging.Parking;

/// <summary>A partition as one group consumes it.</summary>
/// <param name="SourceSystem">The kind of source, for example <c>kafka</c>.</param>
/// <param name="Source">The topic's name.</param>
/// <param name="SourceId">What names the topic for ever: a topic that was deleted and created again has another one.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Partition">The partition's number.</param>
public sealed record PartitionAddress(string SourceSystem, string Source, string SourceId, string Group, int Partition);
