using System.ComponentModel.DataAnnotations;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Settings of the collector of dead letters.</summary>
public sealed class DeadLetterCollectorOptions
{
    /// <summary>
    /// How often a message that reached its queue's delivery limit is put back before it becomes a dead letter. It did so without an
    /// exception: because connections were lost while it was held, or because it takes its process down.
    /// </summary>
    /// <value>The default is 3; 0 to 100.</value>
    [Range(0, 100)]
    public int PutBacks { get; set; } = 3;

    /// <summary>How long after a failure of the broker or of the store it is tried again; it doubles up to 30 seconds.</summary>
    /// <value>The default is 500 milliseconds.</value>
    [TimeSpanRange("00:00:00.010", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);
}
