
namespace Messaging.Failures;

/// <summary>What is done about failures: configuration section <c>Failures</c>.</summary>
public sealed class FailureOptions
{
    /// <summary>Retries of a transient failure in the process, while the message is held.</summary>
    public ImmediateRetryOptions Immediate { get; set; } = new();

    /// <summary>When a message is delivered again after its retries; durable, without holding the message. Then it becomes a dead letter.</summary>
    /// <value>The default is <see langword="null"/>: 10 seconds, 1 minute, 10 minutes. An empty list: never.</value>
    public IList<TimeSpan>? Redelivery { get; set; }

    /// <summary>The ladder that is used when <see cref="Redelivery"/> is not set.</summary>
    public static IReadOnlyList<TimeSpan> DefaultRedelivery { get; } = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];

    /// <summary>How long an endpoint waits before it looks again whether the infrastructure is back; doubles up to <see cref="MaxInfrastructureDelay"/>.</summary>
    /// <value>The default is 250 milliseconds.</value>
    [TimeSpanRange("00:00:00.010", "00:01:00")]
    public TimeSpan MinInfrastructureDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two looks.</summary>
    /// <value>The default is 5 seconds.</value>
    [TimeSpanRange("00:00:00.010", "00:05:00")]
    public TimeSpan MaxInfrastructureDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The ladder that applies: <see cref="Redelivery"/>, or <see cref="DefaultRedelivery"/> when that is not set.</summary>
    public IReadOnlyList<TimeSpan> Ladder => Redelivery is null ? DefaultRedelivery : [.. Redelivery];

    /// <summary>A copy, which another endpoint may change.</summary>
    internal FailureOptions Copy() => new()
    {
        Immediate = new ImmediateRetryOptions { Retries = Immediate.Retries, MinDelay = Immediate.MinDelay, MaxDelay = Immediate.MaxDelay },
        Redelivery = Redelivery is null ? null : [.. Redelivery],
        MinInfrastructureDelay = MinInfrastructureDelay,
        MaxInfrastructureDelay = MaxInfrastructureDelay,
    };
}
