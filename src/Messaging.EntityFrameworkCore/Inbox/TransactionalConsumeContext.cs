using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// The consume context that a consumer sees: whatever it sends, publishes, responds or schedules goes into the scope's buffer. MassTransit
/// finds it as a payload and steps around it when it reports a fault.
/// </summary>
internal sealed class TransactionalConsumeContext<TMessage>(
    ConsumeContext<TMessage> context, OutboxConsumeOptions options, IServiceProvider provider, OutboxCapture capture, OutboxBuffer buffer, bool inGroup)
    : OutboxConsumeContextProxy<TMessage>(context, options, provider)
    where TMessage : class
{
    public override bool ContinueProcessing { get; set; }

    public override bool IsMessageConsumed => false;

    public override bool IsOutboxDelivered => true;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

#if MASSTRANSIT_9
    public override Task AddSend<T>(SendContext<T> context, ISendObserver observer)
#else
    public override Task AddSend<T>(SendContext<T> context)
#endif
    {
        buffer.Add(capture.Capture(context));
        return Task.CompletedTask;
    }

    // A failure in a group is nobody's yet: each message is consumed again, alone, and then says so itself.
    public override Task NotifyFaulted<T>(ConsumeContext<T> faulted, TimeSpan duration, string consumerType, Exception exception) =>
        inGroup ? Task.CompletedTask : base.NotifyFaulted(faulted, duration, consumerType, exception);

    // MassTransit's outbox delivers within the consumer; ours leaves that to the relay, after the commit.
    public override Task SetConsumed() => Task.CompletedTask;

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
