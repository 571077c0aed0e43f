namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>A schedule whose next occurrence has come, locked until the transaction ends.</summary>
internal sealed record DueSchedule(string Name, DateTimeOffset NextAt, DateTimeOffset Now);
