using MassTransit;
using Orders.Contracts;
using Orders.Service.Persistence;
using Orders.Service.Simulation;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

/// <summary>Holds the stock of an order, or rejects it. A repeated command changes nothing and gets the same answer.</summary>
internal sealed partial class ReserveStockConsumer(
    OrderStore orders, StockLedger stock, OrderChanges changes, IEnumerable<IBeforeReserving> before, ILogger<ReserveStockConsumer> logger) : IConsumer<ReserveStock>
{
    public async Task Consume(ConsumeContext<ReserveStock> context)
    {
        var order = await orders.LoadForUpdateAsync(context.Message.OrderId, context.CancellationToken);
        if (order.Status is OrderStatus.Submitted)
        {
            foreach (var step in before)
                await step.RunAsync(order, context);
            if (await stock.TryTakeAsync(order, context.CancellationToken) is { } shortage)
                await changes.ApplyAsync(order, (it, at) => it.Reject(shortage, at), context.CancellationToken);
            else
                await changes.ApplyAsync(order, (it, at) => it.ReserveStock(at), context.CancellationToken);
        }

        switch (order.Status)
        {
            case OrderStatus.StockReserved:
                await context.PublishInOrderAsync(order.Id, new StockReserved(order.Id), context.CancellationToken);
                break;
            case OrderStatus.Rejected:
                await context.PublishInOrderAsync(order.Id, new StockUnavailable(order.Id, order.Reason ?? ""), context.CancellationToken);
                break;
            default:
                NothingToReserve(logger, order.Id, order.Status);
                break;
        }
    }

    [LoggerMessage(1201, LogLevel.Information, "Nothing to reserve: order {OrderId} is {Status}.")]
    private static partial void NothingToReserve(ILogger logger, Guid orderId, OrderStatus status);
}
