using System.Diagnostics;
using Messaging.Outbox;

namespace Messaging.Telemetry;

/// <summary>
/// The spans of messages that a transport sends, named and described by OpenTelemetry's conventions for messaging; never with keys or bodies.
/// </summary>
public static class SendActivities
{
    /// <summary>Begins the span of one message.</summary>
    /// <param name="source">The transport's.</param>
    /// <param name="system">The messaging system by the conventions, e.g. <c>kafka</c>.</param>
    /// <param name="destination">The topic, stream or queue.</param>
    /// <param name="message">The message.</param>
    /// <returns>The span, or null when nobody listens.</returns>
    public static Activity? StartSend(this ActivitySource source, string system, string destination, OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(message);
        var activity = source.StartActivity($"send {destination}", ActivityKind.Producer);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(MessagingAttributes.System, system);
            activity.SetTag(MessagingAttributes.OperationName, "send");
            activity.SetTag(MessagingAttributes.OperationType, "send");
            activity.SetTag(MessagingAttributes.DestinationName, destination);
            activity.SetTag(MessagingAttributes.MessageId, message.MessageId.ToString());
            activity.SetTag(MessagingAttributes.BodySize, message.Body.Length);
        }

        return activity;
    }

    /// <summary>Says in the span that the message could not be sent.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="exception">Why.</param>
    public static void Failed(this Activity? activity, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag(MessagingAttributes.ErrorType, exception.GetType().FullName);
    }
}
