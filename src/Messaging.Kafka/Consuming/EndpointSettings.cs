using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>What one endpoint was configured with.</summary>
internal sealed class EndpointSettings(string topic, string group)
{
    public string Topic { get; } = topic;

    public string Group { get; } = group;

    public string Name => $"{Topic}/{Group}";

    /// <summary>The URN of the message that the values are.</summary>
    public string? MessageType { get; init; }

    public string DeadLetterTopic { get; set; } = $"{topic}.{group}.dlt";

    /// <summary>With what keys are parked; <see langword="null"/>: a record that fails blocks its key.</summary>
    public EndpointParking? Parking { get; set; }

    public int BufferedRecords { get; set; } = 10_000;

    public long BufferedBytes { get; set; } = 32 * 1024 * 1024;

    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    public Backoff Backoff { get; set; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromMinutes(2);

    public List<Action<ConsumerConfig>> Consumer { get; } = [];
}
