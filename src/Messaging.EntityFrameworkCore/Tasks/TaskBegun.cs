using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>What became of that: started as attempt number so and so, or not because it was revoked or is done.</summary>
/// <param name="State"><see cref="TaskState.Started"/>, <see cref="TaskState.Succeeded"/> or <see cref="TaskState.Revoked"/>.</param>
/// <param name="Attempts">How often the task was begun, this time included.</param>
/// <param name="At">When, by the clock of the database.</param>
internal sealed record TaskBegun(TaskState State, int Attempts, DateTimeOffset At);
