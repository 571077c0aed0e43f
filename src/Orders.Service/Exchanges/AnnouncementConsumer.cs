using MassTransit;
using Orders.Service.Http.Streaming;

namespace Orders.Service.Exchanges;

/// <summary>Wakes those who read an order on this replica, whichever replica has changed it.</summary>
internal sealed class AnnouncementConsumer(OrderWatch watch) : IConsumer<Announcement>
{
    public Task Consume(ConsumeContext<Announcement> context)
    {
        if (context.Message.OrderId is { } order && watch.HasReaders)
            watch.Changed([order]);
        return Task.CompletedTask;
    }
}
