using Messaging;
using Microsoft.Extensions.Options;

namespace Orders.Service.Payments;

/// <summary>Settings of payments, section <c>Payments</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Payments";

    /// <summary>How long the workflow waits for the provider before it cancels the order and gives its stock back.</summary>
    /// <value>5 minutes.</value>
    [TimeSpanRange("00:00:00.100", "30.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The provider that runs in this process.</summary>
    [ValidateObjectMembers]
    public SimulatedPaymentOptions Simulated { get; set; } = new();
}
