using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Benchmarks.App;

/// <summary>What a consumer of a service does: loads a row, changes it, says so.</summary>
internal sealed class TakeConsumer(BenchContext context) : IConsumer<Take>
{
    public async Task Consume(ConsumeContext<Take> consumed)
    {
        var item = await context.Set<Item>().SingleAsync(row => row.Id == consumed.Message.ItemId, consumed.CancellationToken);
        item.Taken += consumed.Message.Quantity;
        await consumed.Publish(new Placed(Guid.NewGuid(), item.Name, consumed.Message.Quantity, item.Taken), consumed.CancellationToken);
    }
}
