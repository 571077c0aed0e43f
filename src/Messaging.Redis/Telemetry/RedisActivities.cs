using System.Diagnostics;
using Messaging.Outbox;
using Messaging.Telemetry;

namespace Messaging.Redis;

/// <summary>The spans of entries that are added, named and described by OpenTelemetry's conventions; never with keys or bodies.</summary>
internal static class RedisActivities
{
    public const string System = "redis";

    private static readonly ActivitySource Source = new("Messaging.Redis");

    public static Activity? StartSend(string stream, OutboxMessage message)
    {
        var activity = Source.StartActivity($"send {stream}", ActivityKind.Producer);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(MessagingAttributes.System, System);
            activity.SetTag(MessagingAttributes.OperationName, "send");
            activity.SetTag(MessagingAttributes.OperationType, "send");
            activity.SetTag(MessagingAttributes.DestinationName, stream);
            activity.SetTag(MessagingAttributes.MessageId, message.MessageId.ToString());
            activity.SetTag(MessagingAttributes.BodySize, message.Body.Length);
        }

        return activity;
    }

    public static void Failed(this Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag(MessagingAttributes.ErrorType, exception.GetType().FullName);
    }
}
