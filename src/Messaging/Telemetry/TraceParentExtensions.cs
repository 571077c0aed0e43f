using MassTransit;

namespace Messaging.Telemetry;

/// <summary>W3C trace context on the bus, <see href="https://www.w3.org/TR/trace-context/"/>.</summary>
public static class TraceParentExtensions
{
    /// <summary>Writes <c>traceparent</c> and <c>tracestate</c> into the headers of everything the bus sends.</summary>
    public static void AddTraceParent(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddSendObserver<TraceParentObserver>();
        bus.AddPublishObserver<TraceParentObserver>();
    }

    /// <summary>Reads them from messages of senders that are not MassTransit.</summary>
    public static void UseTraceParent(this IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.ConfigureReceive(receive => receive.UseFilter(new TraceParentFilter()));
    }
}
