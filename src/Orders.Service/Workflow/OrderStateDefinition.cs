using MassTransit;

namespace Orders.Service.Workflow;

/// <summary>Gives the state machine its queue.</summary>
internal sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition() => EndpointName = Queues.OrderState;
}
