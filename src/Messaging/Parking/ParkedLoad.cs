namespace Messaging.Parking;

/// <summary>How much of one source and group is parked.</summary>
/// <param name="SourceSystem">The kind of source.</param>
/// <param name="Source">The topic, queue or stream.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Keys">Keys that are parked or held.</param>
/// <param name="Held">How many of them are held.</param>
/// <param name="Messages">Messages that wait.</param>
/// <param name="OldestAge">For how long the oldest key has been parked.</param>
public sealed record ParkedLoad(string SourceSystem, string Source, string Group, int Keys, int Held, long Messages, TimeSpan OldestAge);
