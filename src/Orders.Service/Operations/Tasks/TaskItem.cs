using System.Text.Json.Nodes;
using Messaging.Tasks;

namespace Orders.Service.Operations.Tasks;

/// <summary>A task as the API shows it.</summary>
internal sealed record TaskItem(
    Guid Id, string Task, string Queue, TaskState State, string? Key, int Attempts, DateTimeOffset EnqueuedAt, DateTimeOffset DueAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Worker, string? Error, JsonNode? Result, string? TraceId)
{
    public static TaskItem Of(TaskInfo task) => new(
        task.Id, task.Task, task.Queue, task.State, task.Key, task.Attempts, task.EnqueuedAt, task.DueAt, task.ExpiresAt, task.StartedAt, task.FinishedAt,
        task.Worker, task.Error, task.Result is null ? null : JsonNode.Parse(task.Result), task.TraceId);
}
