using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed class ShopPlaceOrderConsumer(ShopContext shop) : IConsumer<PlaceOrder>
{
    public async Task Consume(ConsumeContext<PlaceOrder> context)
    {
        shop.Orders.Add(new ShopOrder { Id = Guid.NewGuid(), OrderId = context.Message.Id, Amount = context.Message.Amount });
        await context.Publish(new OrderPlaced(context.Message.Id, context.Message.Amount));
    }
}
