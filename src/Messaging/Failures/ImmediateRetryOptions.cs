using System.ComponentModel.DataAnnotations;

namespace Messaging.Failures;

/// <summary>Retries in the process: configuration section <c>Failures:Immediate</c>.</summary>
public sealed class ImmediateRetryOptions
{
    /// <summary>How often a transient failure is tried again at once.</summary>
    /// <value>The default is 3; 0 for never.</value>
    [Range(0, 20)]
    public int Retries { get; set; } = 3;

    /// <summary>The delay before the first retry; it doubles, with jitter.</summary>
    /// <value>The default is 50 milliseconds.</value>
    [TimeSpanRange("00:00:00", "00:01:00")]
    public TimeSpan MinDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest delay between two retries.</summary>
    /// <value>The default is 1 second.</value>
    [TimeSpanRange("00:00:00", "00:05:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(1);
}
