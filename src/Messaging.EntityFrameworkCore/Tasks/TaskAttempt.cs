namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>One attempt: whose it is, its number from 1, and when it began.</summary>
internal sealed record TaskAttempt(TaskBegin Begin, int Number, DateTimeOffset At)
{
    public Guid Id => Begin.Id;
}
