using System.Diagnostics;
using MassTransit;
using MassTransit.Logging;

namespace Messaging.Telemetry;

/// <summary>
/// Continues the trace of a sender that is not MassTransit. By the time a filter runs, MassTransit has begun a span without a parent; it
/// is left out and one with the right parent takes its place.
/// </summary>
internal sealed class TraceParentFilter : IFilter<ReceiveContext>
{
    private static readonly ActivitySource Activities = new("Messaging");

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        using var activity = Continue(context);
        try
        {
            await next.Send(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            activity?.SetTag(MessagingAttributes.ErrorType, exception.GetType().FullName);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("traceParent");

    private static Activity? Continue(ReceiveContext context)
    {
        if (Activity.Current is not { Source.Name: DiagnosticHeaders.DefaultListenerName } begun)
            return null;
        var state = Text(context, MessagingHeaders.TraceState);
        if (Text(context, DiagnosticHeaders.ActivityId) is not null)
        {
            begun.TraceStateString = state;
            return null;
        }

        if (!ActivityContext.TryParse(Text(context, MessagingHeaders.TraceParent), state, isRemote: true, out var parent))
            return null;
        var continued = Activities.StartActivity(begun.OperationName, ActivityKind.Consumer, parent, begun.TagObjects);
        begun.IsAllDataRequested = false;
        begun.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return continued;
    }

    private static string? Text(ReceiveContext context, string name) =>
        context.TransportHeaders.TryGetHeader(name, out var value) ? value as string : null;
}
