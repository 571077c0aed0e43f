using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>How many tasks of a queue are in a state that is not an end.</summary>
internal sealed record OpenTasks(string Queue, TaskState State, long Count);
