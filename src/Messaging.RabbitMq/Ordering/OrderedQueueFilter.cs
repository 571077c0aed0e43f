using MassTransit;
using MassTransit.RabbitMqTransport;
using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>Runs a message when its key's turn comes, and puts it behind the others where its key is parked.</summary>
internal sealed class OrderedQueueFilter(OrderedQueue queue) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var subscription = queue.SubscriptionOf(context.GetPayload<ChannelContext>().Channel)
            ?? throw new OperationCanceledException($"The channel of {queue.Name} is closed; the message comes again.");
        var key = OrderedKeys.Of(context, queue.Name);
        using var turn = await subscription.EnterAsync(context.GetPayload<RabbitMqBasicConsumeContext>().DeliveryTag, key, context.CancellationToken).ConfigureAwait(false);
        try
        {
            await turn.ComesAsync(context.CancellationToken).ConfigureAwait(false);
            if (!subscription.TryBegin())
            {
                // What has begun must end first; giving this one back now would take the channel from under it.
                await subscription.Closed.ConfigureAwait(false);
                throw new OperationCanceledException($"{queue.Name} is not consumed here any more; the message comes again.");
            }

            var work = context.GetOrAddPayload(() => new DeliveryInWork(subscription));
            try
            {
                await RunAsync(context, next, subscription, key).ConfigureAwait(false);
            }
            finally
            {
                work.HasRun();
            }
        }
        catch (Exception)
        {
            // Not acknowledged: what follows it must come again as well, and behind it.
            await subscription.GiveBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("orderedQueue").Set(new { Queue = queue.Name });

    private async Task RunAsync(ReceiveContext context, IPipe<ReceiveContext> next, QueueSubscription subscription, OrderedKey key)
    {
        var claim = await subscription.ClaimAsync().WaitAsync(context.CancellationToken).ConfigureAwait(false);
        while (true)
        {
            var delivery = new OrderedDelivery(key) { Claim = claim };
            context.AddOrUpdatePayload(() => delivery, _ => delivery);
            await queue.Places.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            try
            {
                await next.Send(context).ConfigureAwait(false);
            }
            finally
            {
                queue.Places.Release();
            }

            // A failure was settled by the one who saw it.
            if (context.TryGetPayload(out SettledFailure? _) || await IsSettledAsync(context, delivery).ConfigureAwait(false))
                return;
        }
    }

    private async Task<bool> IsSettledAsync(ReceiveContext context, OrderedDelivery delivery)
    {
        switch (delivery.Verdict)
        {
            case DeliveryVerdict.Parked:
                return await queue.Parking.AppendAsync(context, delivery).ConfigureAwait(false);
            case DeliveryVerdict.Fenced:
                OrderedQueueLog.Fenced(queue.Logger, queue.Name);
                throw new OperationCanceledException($"Another replica consumes {queue.Name} now; the message is its.");
            case DeliveryVerdict.Finished:
                OrderedQueueLog.AlreadyFinished(queue.Logger, queue.Name, context.GetMessageId());
                return true;
            case DeliveryVerdict.Unchecked:
                queue.Parking.NotChecked();
                return true;
            default:
                return true;
        }
    }
}
