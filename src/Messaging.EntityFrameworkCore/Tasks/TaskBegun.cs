using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>What became of that: started as attempt number so and so, or not because it was revoked or is done.</summary>
internal sealed record TaskBegun(TaskState State, int Attempts);
