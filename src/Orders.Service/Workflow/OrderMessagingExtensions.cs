using MassTransit;
using Messaging;

namespace Orders.Service.Workflow;

/// <summary>Sends and publishes with the order's id as the ordering key, so that no call site can forget it.</summary>
internal static class OrderMessagingExtensions
{
    /// <summary>Publishes an event about the order.</summary>
    public static Task PublishInOrderAsync<T>(this IPublishEndpoint bus, Guid orderId, T message, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(message, context => context.SetOrderingKey(KeyOf(orderId)), cancellationToken);

    /// <summary>Sends a command about the order to a queue, one of <see cref="Queues"/>.</summary>
    public static async Task SendInOrderAsync<T>(
        this ISendEndpointProvider bus, string queue, Guid orderId, T message, CancellationToken cancellationToken)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, context => context.SetOrderingKey(KeyOf(orderId)), cancellationToken);
    }

    /// <summary>The key under which everything about one order keeps its order, in queues and topics alike.</summary>
    public static string KeyOf(Guid orderId) => orderId.ToString("D");
}
