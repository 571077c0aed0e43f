using System.Diagnostics;
using Messaging.Telemetry;
using OpenTelemetry;

namespace Orders.Service.Monitoring;

/// <summary>
/// Gives MassTransit's spans the names and attributes of OpenTelemetry's current conventions for messaging, which it is older than.
/// docs/telemetry.md lists them. Source: <see href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/"/>.
/// </summary>
internal sealed class MessagingSpans : BaseProcessor<Activity>
{
    /// <summary>What MassTransit's own spans and those that <see cref="TraceParentExtensions.UseTraceParent"/> puts in their place come from.</summary>
    private static readonly string[] Sources = ["MassTransit", "Messaging"];

    // Of what is written to the outbox MassTransit speaks as of a send, and makes no span when it is sent.
    private const string Captured = "outbox send";

    public override void OnEnd(Activity activity)
    {
        if (!Sources.Contains(activity.Source.Name, StringComparer.Ordinal) || activity.GetTagItem(MassTransitTags.Operation) is not string operation)
            return;
        if (activity.DisplayName is Captured)
            operation = "create";
        // A record's process span stands under its receive span, which knows the topic; MassTransit takes the group for the destination.
        var received = operation is "process" && activity.Parent?.GetTagItem(MessagingAttributes.DestinationName) is not null ? activity.Parent : null;
        var destination = (received ?? activity).GetTagItem(MessagingAttributes.DestinationName) as string ?? DestinationOf(activity);

        activity.DisplayName = $"{operation} {destination}";
        activity.SetTag(MassTransitTags.Operation, null);
        activity.SetTag(MessagingAttributes.OperationName, operation);
        activity.SetTag(MessagingAttributes.OperationType, operation);
        activity.SetTag(MessagingAttributes.DestinationName, destination);
        activity.SetTag(MessagingAttributes.System, (received ?? activity).GetTagItem(MessagingAttributes.System) ?? SystemOf(activity));
        activity.SetTag(MessagingAttributes.MessageId, activity.GetTagItem(MessagingAttributes.MessageId) ?? activity.GetTagItem(MassTransitTags.MessageId));
        if (received?.GetTagItem(MessagingAttributes.ConsumerGroup) is { } group)
            activity.SetTag(MessagingAttributes.ConsumerGroup, group);
        if (activity.Status is ActivityStatusCode.Error && activity.GetTagItem(MessagingAttributes.ErrorType) is null)
            activity.SetTag(MessagingAttributes.ErrorType, activity.GetTagItem(MassTransitTags.ExceptionType) ?? "_OTHER");
    }

    private static string DestinationOf(Activity activity) =>
        AddressOf(activity) is { } address ? Uri.UnescapeDataString(address.AbsolutePath.Split('/')[^1]) : activity.DisplayName.Split(' ')[0];

    private static string SystemOf(Activity activity) =>
        AddressOf(activity)?.Scheme switch
        {
            "rabbitmq" or "rabbitmqs" => "rabbitmq",
            "loopback" => "in_memory",
            { } other => other,
            null => "_OTHER",
        };

    private static Uri? AddressOf(Activity activity) =>
        Uri.TryCreate((activity.GetTagItem(MassTransitTags.InputAddress) ?? activity.GetTagItem(MassTransitTags.DestinationAddress)) as string, UriKind.Absolute, out var address)
            ? address
            : null;

    private static class MassTransitTags
    {
        public const string Operation = "messaging.operation";
        public const string MessageId = "messaging.masstransit.message_id";
        public const string InputAddress = "messaging.masstransit.input_address";
        public const string DestinationAddress = "messaging.masstransit.destination_address";
        public const string ExceptionType = "messaging.masstransit.exception_type";
    }
}
