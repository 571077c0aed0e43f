namespace Messaging.RabbitMq;

/// <summary>A durable queue with the arguments that it keeps for life.</summary>
internal sealed record DeclaredQueue(string Name, IReadOnlyDictionary<string, object> Arguments);
