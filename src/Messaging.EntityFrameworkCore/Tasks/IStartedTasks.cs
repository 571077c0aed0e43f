namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The tasks that run in this process now.</summary>
internal interface IStartedTasks
{
    void Began(TaskRun run);

    void Ended(TaskRun run);
}
