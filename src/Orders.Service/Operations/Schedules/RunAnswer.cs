namespace Orders.Service.Operations.Schedules;

/// <summary>The task that was enqueued.</summary>
internal sealed record RunAnswer(Guid TaskId);
