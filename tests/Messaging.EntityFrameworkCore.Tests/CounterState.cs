using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class CounterState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Count { get; set; }
}
