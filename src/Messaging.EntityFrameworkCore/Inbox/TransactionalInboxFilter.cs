using MassTransit;
using MassTransit.Context;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
#if MASSTRANSIT_9
using Messaging.EntityFrameworkCore.Bus;
#endif
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>Consumes each message in one transaction, and a message that was consumed before not at all.</summary>
internal sealed partial class TransactionalInboxFilter<TDbContext, TMessage>(
    IConsumeScopeProvider scopes, OutboxConsumeOptions options, InboxOptions inbox, string consumer, string endpoint, CommitGroups<TDbContext>? groups,
    MessagingInstruments instruments, ILogger logger) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("transactionalInbox");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var entries = Entries(context);
        context.ReceiveContext.TryGetPayload(out OrderedDelivery? delivery);
        var outcome = groups is null || delivery is not null || entries.Length == 0 || HasFailedBefore(context)
            ? GroupOutcome.Alone
            : await groups.JoinAsync(new GroupMember(
                entries[0], scope => RunAsync(new ConsumeContextScope<TMessage>(context, scope), next, inGroup: true), context.CancellationToken)).ConfigureAwait(false);
        if (outcome is GroupOutcome.Alone)
            outcome = await ConsumeAloneAsync(context, next, entries, delivery).ConfigureAwait(false);
        if (outcome is not GroupOutcome.Duplicate)
            return;
        instruments.Duplicate(typeof(TDbContext).Name, endpoint);
        InboxDuplicate(logger, consumer, endpoint, entries[0].MessageId);
        // Acknowledged like a consumed one, without an effect.
        await context.NotifyConsumed(context, TimeSpan.Zero, consumer).ConfigureAwait(false);
    }

    private async Task<GroupOutcome> ConsumeAloneAsync(
        ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, InboxEntry[] entries, OrderedDelivery? delivery)
    {
        await using var scope = await scopes.GetScope(context).ConfigureAwait(false);
        var services = scope.Context.GetPayload<IServiceScope>().ServiceProvider;
        await using var unit = services.GetRequiredService<UnitOfWork<TDbContext>>();
        if (delivery is not null)
        {
            var (verdict, isNew) = await unit.BeginAsync(InboxWindow.Within(entries, delivery, services), delivery, context.CancellationToken).ConfigureAwait(false);
            delivery.Found(verdict);
            if (verdict is not DeliveryVerdict.Run)
            {
                // What may not run is acknowledged too; the delivery's owner learns why and sees to it.
                await context.NotifyConsumed(context, TimeSpan.Zero, consumer).ConfigureAwait(false);
                return GroupOutcome.Committed;
            }

            if (!isNew)
                return GroupOutcome.Duplicate;
        }
        else if (context.TryGetPayload(out TaskRun? task))
        {
            var isNew = await unit.BeginAsync(entries, task, context.CancellationToken).ConfigureAwait(false);
            if (!task.MayRun)
            {
                await unit.CommitAsync(context.CancellationToken).ConfigureAwait(false);
                await context.NotifyConsumed(context, TimeSpan.Zero, consumer).ConfigureAwait(false);
                return GroupOutcome.Committed;
            }

            if (!isNew)
                return GroupOutcome.Duplicate;
        }
        else if (await unit.BeginAsync(entries, context.CancellationToken).ConfigureAwait(false) is [false])
        {
            return GroupOutcome.Duplicate;
        }

        await RunAsync(scope, next, inGroup: false).ConfigureAwait(false);
        await unit.CommitAsync(context.CancellationToken).ConfigureAwait(false);
        return GroupOutcome.Committed;
    }

    private async Task RunAsync(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, bool inGroup)
    {
        await using var scope = await scopes.GetScope(context).ConfigureAwait(false);
        await RunAsync(scope, next, inGroup).ConfigureAwait(false);
    }

    private async Task RunAsync(IConsumeScopeContext<TMessage> scope, IPipe<ConsumeContext<TMessage>> next, bool inGroup)
    {
        var services = scope.Context.GetPayload<IServiceScope>().ServiceProvider;
        var inner = new TransactionalConsumeContext<TMessage>(
            scope.Context, options, services, services.GetRequiredService<OutboxCapture>(), services.GetRequiredService<OutboxBuffer>(), inGroup);
        inner.GetOrAddPayload(() => InTransaction.Instance);
        using var pushed = scope.PushConsumeContext(inner);
        await next.Send(inner).ConfigureAwait(false);
        await inner.ConsumeCompleted.ConfigureAwait(false);
    }

    /// <summary>A message that fails takes a whole group with it, so it gets no second chance to.</summary>
    private static bool HasFailedBefore(ConsumeContext<TMessage> context) => context.GetRetryAttempt() > 0 || context.GetRedeliveryCount() > 0;

    private InboxEntry[] Entries(ConsumeContext<TMessage> context)
    {
        if ((MessageIdentification.Of(context) ?? inbox.Identify(context)) is { } identity)
        {
            // Whoever delivered it may have to park it under the same id.
            context.ReceiveContext.GetOrAddPayload(() => identity);
            return [new InboxEntry(identity.MessageId, identity.StampedAt, consumer, endpoint)];
        }

        instruments.Unidentified(typeof(TDbContext).Name, endpoint);
        Unidentified(logger, endpoint, typeof(TMessage).Name);
        return [];
    }

    [LoggerMessage(2101, LogLevel.Information, "InboxDuplicate: {Consumer} on {Endpoint} has consumed message {MessageId} before; it has no effect again", EventName = "InboxDuplicate")]
    private static partial void InboxDuplicate(ILogger logger, string consumer, string endpoint, Guid messageId);

    [LoggerMessage(2102, LogLevel.Warning, "A {MessageType} on {Endpoint} has no message id: it is consumed at least once, a repeated delivery takes effect again. Let the sender set one, or declare what tells it apart: UseTransactionalInbox(context, configure: inbox => inbox.IdentifyBy<T>(...))")]
    private static partial void Unidentified(ILogger logger, string endpoint, string messageType);
}
