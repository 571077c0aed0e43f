using MassTransit;
using Messaging;
using Messaging.Json;
using Orders.Contracts;
using Orders.Service.Bus;
using Orders.Service.Workflow;

namespace Orders.Service.Exchanges;

/// <summary>Publishes to the exchanges, in the transaction of the scope and in the order's own order.</summary>
internal static class OrderExchanges
{
    /// <summary>Publishes a change to <see cref="ExchangeNames.Topic"/>, and an alert where it ends the order.</summary>
    public static async Task PublishChangeAsync(this IPublishEndpoint bus, OrderEvent change, CancellationToken cancellationToken)
    {
        await bus.PublishPlainAsync(change, change.OrderId, KeyOf(change.Status), cancellationToken);
        if (AlertOf(change) is { } alert)
            await bus.PublishAlertAsync(alert, cancellationToken);
    }

    /// <summary>Publishes an alert to <see cref="ExchangeNames.Severity"/>.</summary>
    public static Task PublishAlertAsync(this IPublishEndpoint bus, OrderAlert alert, CancellationToken cancellationToken) =>
        bus.PublishPlainAsync(alert, alert.OrderId, alert.Severity, cancellationToken);

    /// <summary>The routing key of a status: <c>orders.stockreserved</c>.</summary>
    public static string KeyOf(OrderStatus status) => $"orders.{status.ToString().ToLowerInvariant()}";

    private static OrderAlert? AlertOf(OrderEvent change) => change.Status switch
    {
        OrderStatus.Confirmed => new(change.OrderId, Severities.Info, "The order is confirmed.", change.At),
        OrderStatus.Rejected or OrderStatus.Cancelled => new(change.OrderId, Severities.Warning, $"The order is {change.Status}: {change.Reason}", change.At),
        _ => null,
    };

    private static Task PublishPlainAsync<T>(this IPublishEndpoint bus, T message, Guid orderId, string key, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(
            message,
            context =>
            {
                context.AsPlainJson(WireJson.Options);
                context.SetRoutingKey(key);
                context.SetOrderingKey(OrderMessagingExtensions.KeyOf(orderId));
            },
            cancellationToken);
}
