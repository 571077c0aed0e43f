using MassTransit;
using Messaging.EntityFrameworkCore.Inbox;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

/// <summary>On the same endpoint as the first one; fails by itself.</summary>
[InboxName("parcels, second")]
public sealed class SecondParcelConsumer(Deliveries deliveries) : IConsumer<Parcel>
{
    public Task Consume(ConsumeContext<Parcel> context)
    {
        deliveries.Calls.Enqueue(("second", context.MessageId, context.Message.Number));
        return context.Message.Number.StartsWith("half", StringComparison.Ordinal) && deliveries.Count("second", context.Message.Number) == 1
            ? throw new TimeoutException("as asked, once")
            : Task.CompletedTask;
    }
}
