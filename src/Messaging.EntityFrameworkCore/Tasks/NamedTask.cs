using System.Collections.Concurrent;
using System.Text.Json;
using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>From the name of a task to the generic call.</summary>
internal abstract class NamedTask
{
    private static readonly ConcurrentDictionary<Type, NamedTask> Known = new();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static NamedTask Of(Type type) =>
        Known.GetOrAdd(type, static type => (NamedTask)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!);

    public abstract Task<Guid> EnqueueAsync(
        ITaskQueue queue, TaskDeclaration task, JsonElement arguments, EnqueueOptions? options, CancellationToken cancellationToken);

    private sealed class Typed<T> : NamedTask
        where T : class
    {
        public override Task<Guid> EnqueueAsync(
            ITaskQueue queue, TaskDeclaration task, JsonElement arguments, EnqueueOptions? options, CancellationToken cancellationToken) =>
            queue.EnqueueAsync(Read(task, arguments), options, cancellationToken);

        private static T Read(TaskDeclaration task, JsonElement arguments)
        {
            try
            {
                if (arguments.ValueKind is JsonValueKind.Object && arguments.Deserialize<T>(Json) is { } command)
                    return command;
            }
            catch (JsonException exception)
            {
                throw new ArgumentException($"The arguments do not fit the task {task.Name}: {exception.Message}", nameof(arguments), exception);
            }

            throw new ArgumentException($"The arguments of the task {task.Name} must be a JSON object, and are {arguments.ValueKind}.", nameof(arguments));
        }
    }
}
