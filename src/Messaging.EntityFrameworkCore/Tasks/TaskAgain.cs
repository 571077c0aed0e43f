using System.Diagnostics;
using MassTransit;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>
/// The message of the next attempt: the same bytes under the same id, so that nothing is lost in between and the inbox still knows it.
/// </summary>
internal static class TaskAgain
{
    public static OutboxMessage Of<T>(ConsumeContext<T> context, Guid id, int attempts, TimeSpan delay, TimeProvider time)
        where T : class
    {
        var received = context.ReceiveContext;
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in received.TransportHeaders.GetAll())
        {
            if (IsOfTheMessage(name) && value is string or bool or int or long or short or byte or double)
                headers[name] = value;
        }

        headers[MassTransit.MessageHeaders.RedeliveryCount] = attempts;
        headers[MessagingHeaders.FailedAttempts] = attempts;
        headers.TryAdd(MessagingHeaders.FirstFailedAt, FirstFailure.Now(time));
        return new OutboxMessage
        {
            MessageId = id,
            OriginalMessageId = id,
            Destination = received.InputAddress,
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = received.ContentType?.ToString() ?? "application/json",
            Headers = headers,
            Body = received.GetBody(),
            Delay = delay,
            ScheduleToken = id,
            TraceParent = Activity.Current?.Id,
            TraceState = Activity.Current?.TraceStateString,
            StampedAt = MessageIdentification.Of(context)?.StampedAt,
        };
    }

    // The rest tells how this copy came, and the transport says it anew.
    private static bool IsOfTheMessage(string name) =>
        !name.StartsWith("RabbitMQ-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("MessageId", StringComparison.OrdinalIgnoreCase) && !name.Equals("CorrelationId", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
}
