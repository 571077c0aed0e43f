using System.Text.Json;

namespace Messaging.Tasks;

/// <summary>The attempt that is under way: a payload of the consume context, used by way of <see cref="TaskContextExtensions"/>.</summary>
public sealed class TaskExecution(Guid id, int attempt, int maxResultBytes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The task's id.</summary>
    public Guid Id { get; } = id;

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>What the task returns, as JSON.</summary>
    public string? Result { get; private set; }

    internal void Return(object result)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(result, result.GetType(), Json);
        if (json.Length > maxResultBytes)
        {
            throw new ArgumentException(
                $"The result of the task {Id} has at most {maxResultBytes} bytes of JSON, and this one {json.Length}. Store it and return its address, or raise Tasks:MaxResultBytes.", nameof(result));
        }

        Result = System.Text.Encoding.UTF8.GetString(json);
    }
}
