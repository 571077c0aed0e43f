using MassTransit;
using Messaging.Endpoints;
using Microsoft.Extensions.Options;
using Orders.Service.Workflow;

namespace Orders.Service.Bus;

/// <summary>Queues that keep the order of keys, because <c>Endpoints:NAME:Ordered</c> says so.</summary>
internal static class OrderedEndpoints
{
    /// <summary>Whether the queue is ordered.</summary>
    /// <exception cref="OptionsValidationException">It can't be.</exception>
    public static bool IsOrdered(this IRegistrationContext context, IReceiveEndpointConfigurator endpoint, string queue)
    {
        if (!context.GetRequiredService<EndpointSettings>().For(queue).Ordered)
            return false;
        if (Queues.OfTasks.Contains(queue) || Queues.WithoutInbox.Contains(queue))
            throw Refused($"Endpoints:{queue}:Ordered is true, but {queue} has no inbox that could keep an order: tasks have none. Remove the setting; {Queues.OrderState}, {Queues.ReserveStock} and {Queues.RequestPayment} can be ordered.");
        return endpoint is IRabbitMqReceiveEndpointConfigurator
            ? true
            : throw Refused($"Endpoints:{queue}:Ordered is true, but the bus in memory keeps no order. Set ConnectionStrings:RabbitMq, or remove the setting.");
    }

    private static OptionsValidationException Refused(string error) => new(EndpointSettings.Section, typeof(EndpointOptions), [error]);
}
