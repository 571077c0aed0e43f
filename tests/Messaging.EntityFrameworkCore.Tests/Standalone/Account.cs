using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>A saga of the ledger.</summary>
public sealed class Account : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public decimal Total { get; set; }
}
