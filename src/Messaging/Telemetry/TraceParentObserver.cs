using System.Diagnostics;
using MassTransit;

namespace Messaging.Telemetry;

/// <summary>
/// Writes W3C trace context beside MassTransit's own header, so that receivers in other languages join the trace. An observer, because it
/// runs when the span of the send has begun, and filters run before.
/// </summary>
internal sealed class TraceParentObserver : ISendObserver, IPublishObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Write(context);

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Write(context);

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private static Task Write(SendContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            context.Headers.Set(MessagingHeaders.TraceParent, activity.Id);
            context.Headers.Set(MessagingHeaders.TraceState, activity.TraceStateString);
        }

        return Task.CompletedTask;
    }
}
