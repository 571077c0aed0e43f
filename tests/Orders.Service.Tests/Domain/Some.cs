using Orders.Contracts;
using Orders.Service.Domain;

namespace Orders.Service.Tests.Domain;

/// <summary>Orders in every status, as the domain makes them.</summary>
internal static class Some
{
    public const string Sku = "SKU-001";

    public const int Quantity = 2;

    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static Order Order(OrderStatus status = OrderStatus.Submitted, Guid? id = null, params OrderLine[] lines)
    {
        var order = Orders.Service.Domain.Order.Submit(
            id ?? Guid.NewGuid(), "customer-1", lines.Length > 0 ? lines : [new OrderLine(Sku, Quantity, 2.50m)], Noon);
        OrderStatus[] path = status switch
        {
            OrderStatus.Submitted => [],
            OrderStatus.StockReserved => [OrderStatus.StockReserved],
            OrderStatus.PaymentPending => [OrderStatus.StockReserved, OrderStatus.PaymentPending],
            OrderStatus.Confirmed => [OrderStatus.StockReserved, OrderStatus.PaymentPending, OrderStatus.Confirmed],
            _ => [status],
        };
        foreach (var next in path)
            MoveTo(order, next);
        return order;
    }

    public static void MoveTo(Order order, OrderStatus next)
    {
        switch (next)
        {
            case OrderStatus.StockReserved:
                order.ReserveStock(Noon);
                break;
            case OrderStatus.PaymentPending:
                order.RequestPayment(Noon);
                break;
            case OrderStatus.Confirmed:
                order.Confirm(Noon);
                break;
            case OrderStatus.Rejected:
                order.Reject("no stock", Noon);
                break;
            case OrderStatus.Cancelled:
                order.Cancel("changed my mind", Noon);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(next), next, "Nothing becomes Submitted.");
        }
    }
}
