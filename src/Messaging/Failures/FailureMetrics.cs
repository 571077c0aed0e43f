namespace Messaging.Failures;

/// <summary>The counters of what is tried again, by the conventions' <c>messaging.destination.name</c>: the endpoint's name.</summary>
public static class FailureMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Messaging.Failures";

    /// <summary>Attempts, <c>{attempt}</c>: in the process, after one that failed; waits for the infrastructure included.</summary>
    public const string Retries = "messaging.process.retries";

    /// <summary>Deliveries, <c>{message}</c>: of messages that were put off after a failure and came again.</summary>
    public const string Redeliveries = "messaging.process.redeliveries";
}
