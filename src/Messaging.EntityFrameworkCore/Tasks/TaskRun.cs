namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>One delivery of a task's message. It outlives waits for the infrastructure, which count no further attempt.</summary>
internal sealed class TaskRun
{
    public TaskBegun? Begun { get; set; }
}
