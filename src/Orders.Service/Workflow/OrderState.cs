using MassTransit;
using Orders.Contracts;

namespace Orders.Service.Workflow;

/// <summary>
/// Where the workflow of one order stands. Never removed, since a payment may be captured long after its order was cancelled.
/// </summary>
internal sealed class OrderState : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>The order's id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>The name of a state of <see cref="OrderStateMachine"/>.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>
    /// How the order stood when the workflow last looked at it under its row lock. The workflow follows it, never the other way round.
    /// </summary>
    public OrderStatus OrderStatus { get; set; }

    /// <summary>By which the scheduled time-out of the payment is called off.</summary>
    public Guid? PaymentTimeoutToken { get; set; }

    /// <inheritdoc />
    public int Version { get; set; }
}
