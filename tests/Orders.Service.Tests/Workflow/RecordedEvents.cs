using System.Collections.Concurrent;
using MassTransit;
using Orders.Contracts;
using Orders.Service.Streams;

namespace Orders.Service.Tests.Workflow;

/// <summary>Plays both topics: keeps what was announced, and hands what the provider says straight to the bus.</summary>
internal sealed class RecordedEvents(IBus bus) : IOrderEvents, IPaymentEvents
{
    public ConcurrentQueue<OrderEvent> Orders { get; } = [];

    public ConcurrentQueue<PaymentEvent> Payments { get; } = [];

    public Task AnnounceAsync(OrderEvent change, CancellationToken cancellationToken)
    {
        Orders.Enqueue(change);
        return Task.CompletedTask;
    }

    public Task EmitAsync(PaymentEvent paymentEvent, TimeSpan delay, CancellationToken cancellationToken)
    {
        Payments.Enqueue(paymentEvent);
        return bus.Publish(paymentEvent, cancellationToken);
    }
}
