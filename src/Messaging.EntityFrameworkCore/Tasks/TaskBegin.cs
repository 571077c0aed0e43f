namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>A worker that begins with a task.</summary>
internal sealed record TaskBegin(Guid Id, string Task, string Queue, string Worker);
