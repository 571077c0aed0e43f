using System.ComponentModel.DataAnnotations;

namespace Messaging.Depth;

/// <summary>Above what a queue counts as backed up: configuration <c>QueueDepth:Queues:NAME</c>.</summary>
public sealed class QueueThreshold
{
    /// <summary>More messages than this are too many.</summary>
    /// <value>The default is that of <see cref="QueueDepthOptions.Messages"/>.</value>
    [Range(1, long.MaxValue)]
    public long? Messages { get; set; }

    /// <summary>An oldest message older than this is too old.</summary>
    /// <value>The default is that of <see cref="QueueDepthOptions.OldestAge"/>.</value>
    [TimeSpanRange("00:00:01", "30.00:00:00")]
    public TimeSpan? OldestAge { get; set; }
}
