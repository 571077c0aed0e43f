using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A saga that is found by its name, and has a version.</summary>
public sealed class Reminder : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public string Name { get; set; } = "";

    public int Seen { get; set; }

    public Guid? Timer { get; set; }

    public int Version { get; set; }
}
