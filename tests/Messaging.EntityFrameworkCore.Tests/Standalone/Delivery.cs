using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>A saga of the shop.</summary>
public sealed class Delivery : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";
}
