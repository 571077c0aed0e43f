namespace Messaging.Redis.Worker;

/// <summary>A message that can be counted.</summary>
public sealed record Number(int Value);
