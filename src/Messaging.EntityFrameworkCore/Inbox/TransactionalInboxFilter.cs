using MassTransit;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>Consumes each message in one transaction, and a message that was consumed before not at all.</summary>
internal sealed partial class TransactionalInboxFilter<TDbContext, TMessage>(
    IConsumeScopeProvider scopes, OutboxConsumeOptions options, string consumer, string endpoint, ILogger logger) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("transactionalInbox");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        await using var scope = await scopes.GetScope(context).ConfigureAwait(false);
        var services = scope.Context.GetPayload<IServiceScope>().ServiceProvider;
        await using var unit = services.GetRequiredService<UnitOfWork<TDbContext>>();
        var entries = Entries(context, services);
        if (context.ReceiveContext.TryGetPayload(out OrderedDelivery? delivery))
        {
            if (!await MayRunAsync(context, unit, entries, delivery, services).ConfigureAwait(false))
                return;
        }
        else if (await unit.BeginAsync(entries, context.CancellationToken).ConfigureAwait(false) is [false])
        {
            await DuplicateAsync(context, services, entries[0]).ConfigureAwait(false);
            return;
        }

        var inner = new TransactionalConsumeContext<TMessage>(
            scope.Context, options, services, services.GetRequiredService<OutboxCapture>(), services.GetRequiredService<OutboxBuffer>());
        inner.GetOrAddPayload(() => InTransaction.Instance);
        using (scope.PushConsumeContext(inner))
        {
            await next.Send(inner).ConfigureAwait(false);
            await inner.ConsumeCompleted.ConfigureAwait(false);
        }

        await unit.CommitAsync(context.CancellationToken).ConfigureAwait(false);
    }

    // What may not run is acknowledged too; the delivery's owner learns why and sees to it.
    private async Task<bool> MayRunAsync(
        ConsumeContext<TMessage> context, UnitOfWork<TDbContext> unit, InboxEntry[] entries, OrderedDelivery delivery, IServiceProvider services)
    {
        var (verdict, isNew) = await unit.BeginAsync(InboxWindow.Within(entries, delivery, services), delivery, context.CancellationToken).ConfigureAwait(false);
        delivery.Found(verdict);
        if (verdict is DeliveryVerdict.Run && isNew)
            return true;
        if (verdict is DeliveryVerdict.Run)
            await DuplicateAsync(context, services, entries[0]).ConfigureAwait(false);
        else
            await context.NotifyConsumed(context, TimeSpan.Zero, consumer).ConfigureAwait(false);
        return false;
    }

    private async Task DuplicateAsync(ConsumeContext<TMessage> context, IServiceProvider services, InboxEntry entry)
    {
        services.GetRequiredService<MessagingInstruments>().Duplicate(typeof(TDbContext).Name, endpoint);
        InboxDuplicate(logger, consumer, endpoint, entry.MessageId);
        // Acknowledged like a consumed one, without an effect.
        await context.NotifyConsumed(context, TimeSpan.Zero, consumer).ConfigureAwait(false);
    }

    private InboxEntry[] Entries(ConsumeContext<TMessage> context, IServiceProvider services)
    {
        if (MessageIdentification.Of(context) is { } identity)
            return [new InboxEntry(identity.MessageId, identity.StampedAt, consumer, endpoint)];
        services.GetRequiredService<MessagingInstruments>().Unidentified(typeof(TDbContext).Name, endpoint);
        Unidentified(logger, endpoint, typeof(TMessage).Name);
        return [];
    }

    [LoggerMessage(2101, LogLevel.Information, "InboxDuplicate: {Consumer} on {Endpoint} has consumed message {MessageId} before; it has no effect again", EventName = "InboxDuplicate")]
    private static partial void InboxDuplicate(ILogger logger, string consumer, string endpoint, Guid messageId);

    [LoggerMessage(2102, LogLevel.Warning, "A {MessageType} on {Endpoint} has no message id: it is consumed at least once, a repeated delivery takes effect again. Let the sender set one")]
    private static partial void Unidentified(ILogger logger, string endpoint, string messageType);
}
