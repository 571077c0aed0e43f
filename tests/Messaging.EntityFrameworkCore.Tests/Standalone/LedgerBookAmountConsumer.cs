using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>Publishes by an injected endpoint, which knows neither of the contexts.</summary>
public sealed class LedgerBookAmountConsumer(LedgerContext ledger, IPublishEndpoint endpoint) : IConsumer<BookAmount>
{
    public async Task Consume(ConsumeContext<BookAmount> context)
    {
        ledger.Entries.Add(new LedgerEntry { Id = Guid.NewGuid(), OrderId = context.Message.Id, Amount = context.Message.Amount });
        await endpoint.Publish(new AmountBooked(context.Message.Id, context.Message.Amount));
    }
}
