using System.ComponentModel.DataAnnotations;

namespace Messaging.Tasks;

/// <summary>How tasks of one type are treated: configuration <c>Tasks:Types:NAME</c>. What is not set is as in <see cref="TaskOptions"/>.</summary>
public sealed class TaskSettings
{
    /// <summary>See <see cref="TaskOptions.MaxRetries"/>.</summary>
    [Range(0, 100)]
    public int? MaxRetries { get; set; }

    /// <summary>See <see cref="TaskOptions.CountDown"/>.</summary>
    [TimeSpanRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan? CountDown { get; set; }

    /// <summary>See <see cref="TaskOptions.MaxCountDown"/>.</summary>
    [TimeSpanRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan? MaxCountDown { get; set; }

    /// <summary>See <see cref="TaskOptions.SoftTimeLimit"/>.</summary>
    [TimeSpanRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan? SoftTimeLimit { get; set; }

    /// <summary>See <see cref="TaskOptions.HardTimeLimit"/>.</summary>
    [TimeSpanRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan? HardTimeLimit { get; set; }
}
