using System.ComponentModel.DataAnnotations;
using Messaging;

namespace Orders.Service.Payments;

/// <summary>How the simulated provider behaves, section <c>Payments:Simulated</c>.</summary>
public sealed class SimulatedPaymentOptions
{
    /// <summary>A total above this is declined.</summary>
    /// <value>10000.</value>
    [Range(typeof(decimal), "0", "1000000000000")]
    public decimal DeclineAbove { get; set; } = 10_000m;

    /// <summary>How long the provider takes to answer. No thread and no message is held meanwhile.</summary>
    /// <value>50 milliseconds.</value>
    [TimeSpanRange("00:00:00", "1.00:00:00")]
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The share of requests that time out before the provider did anything, 0 to 1.</summary>
    /// <value>0.</value>
    [Range(0d, 1d)]
    public double FailureRate { get; set; }
}
