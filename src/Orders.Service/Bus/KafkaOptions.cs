using System.ComponentModel.DataAnnotations;
using Messaging;

namespace Orders.Service.Bus;

/// <summary>Settings of the service's topics and consumers: configuration section <c>Kafka</c>.</summary>
internal sealed class KafkaOptions
{
    /// <summary>The partitions of a topic that is created. An existing one is never changed.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1_000)]
    public int Partitions { get; set; } = 4;

    /// <summary>After how long without a heartbeat a member's partitions go to others.</summary>
    /// <value>The default is 45 seconds, that of Kafka's own clients.</value>
    [TimeSpanRange("00:00:06", "00:30:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(45);
}
