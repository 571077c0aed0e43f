using MassTransit;
using Messaging.DeadLetters;

namespace Messaging.Failures;

/// <summary>How often consumers have failed on a message.</summary>
public static class FailedAttemptsExtensions
{
    /// <summary>
    /// How often a consumer has failed on this delivery, retries in process included; waits for the infrastructure are not counted.
    /// </summary>
    /// <returns>0 where nobody counts, without <see cref="FailurePolicyExtensions.UseFailurePolicy"/>, and where no consumer was reached.</returns>
    public static int GetFailedAttempts(this ReceiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.TryGetPayload(out FailedAttempts? attempts) ? attempts.Count : 0;
    }

    /// <summary>The same over all deliveries of the message, by what its redelivered copies say. What no consumer was reached with was tried once.</summary>
    public static int GetAllFailedAttempts(this ReceiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var before = context.TransportHeaders.TryGetHeader(MessagingHeaders.FailedAttempts, out var value) ? FaultHeaders.CountOf(value) ?? 0 : 0;
        return before + Math.Max(context.GetFailedAttempts(), 1);
    }
}
