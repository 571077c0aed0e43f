namespace Orders.Service.Consumers;

/// <summary>What is read of an alert on <c>orders.severity</c>, whoever sent it.</summary>
internal sealed record ReceivedAlert(Guid? OrderId = null, string? Text = null);
