namespace Messaging.Redis;

/// <summary>How much a scheduler holds.</summary>
internal readonly record struct SchedulerLoad(int Held, int InFlight, int Blocked);
