using System.ComponentModel.DataAnnotations;

namespace Messaging.Depth;

/// <summary>When a queue is backed up: configuration section <c>QueueDepth</c>.</summary>
public sealed class QueueDepthOptions
{
    /// <summary>More messages than this in one queue are too many.</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, long.MaxValue)]
    public long Messages { get; set; } = 1_000;

    /// <summary>A message that has waited longer than this has waited too long.</summary>
    /// <value>The default is 60 seconds.</value>
    [TimeSpanRange("00:00:01", "30.00:00:00")]
    public TimeSpan OldestAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often every queue is looked at.</summary>
    /// <value>The default is 10 seconds.</value>
    [TimeSpanRange("00:00:00.050", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Thresholds of single queues, by <see cref="QueueDepth.Name"/>.</summary>
    public IDictionary<string, QueueThreshold> Queues { get; } = new Dictionary<string, QueueThreshold>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Judges a queue by its own threshold where it has one, else by the general one.</summary>
    public WatchedQueue Judge(QueueDepth depth)
    {
        ArgumentNullException.ThrowIfNull(depth);
        Queues.TryGetValue(depth.Name, out var own);
        var (messages, age) = (own?.Messages ?? Messages, own?.OldestAge ?? OldestAge);
        return new WatchedQueue(depth, messages, age, depth.Messages > messages || depth.OldestAge > age ? QueueState.Degraded : QueueState.Healthy);
    }
}
