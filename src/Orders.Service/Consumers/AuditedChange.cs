namespace Orders.Service.Consumers;

/// <summary>What the audit reads of a message on <c>orders.topic</c>, whoever sent it.</summary>
internal sealed record AuditedChange(Guid? OrderId = null, int? Version = null, string? Status = null);
