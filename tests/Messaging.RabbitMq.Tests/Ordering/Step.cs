namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>A message whose number says where it stands within its key.</summary>
public sealed record Step(string Key, int Number);
