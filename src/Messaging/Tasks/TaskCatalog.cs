using Microsoft.Extensions.Options;

namespace Messaging.Tasks;

/// <summary>The declared tasks with everything resolved: by type, by name, with queue and policy. A singleton.</summary>
public sealed class TaskCatalog(IOptions<TaskOptions> options)
{
    private readonly Lazy<Dictionary<Type, TaskDeclaration>> _tasks = new(() => options.Value.Declared.Distinct().ToDictionary(type => type, type => Of(options.Value, type)));

    /// <summary>Every declared task.</summary>
    public IReadOnlyCollection<TaskDeclaration> All => _tasks.Value.Values;

    /// <summary>The settings that are the same for all tasks.</summary>
    public TaskOptions Options => options.Value;

    /// <summary>The task of a type of command, or <see langword="null"/> when it is not declared.</summary>
    public TaskDeclaration? Find(Type type) => _tasks.Value.GetValueOrDefault(type);

    /// <summary>The task of this name without namespace, whatever its case, or <see langword="null"/>.</summary>
    public TaskDeclaration? Find(string name) => All.FirstOrDefault(task => string.Equals(task.Name, name, StringComparison.OrdinalIgnoreCase));

    private static TaskDeclaration Of(TaskOptions options, Type type)
    {
        options.Types.TryGetValue(type.Name, out var own);
        return new TaskDeclaration(
            type, type.Name, TaskRoutes.QueueOf(options, type) ?? "", own?.MaxRetries ?? options.MaxRetries, own?.CountDown ?? options.CountDown,
            own?.MaxCountDown ?? options.MaxCountDown, own?.SoftTimeLimit ?? options.SoftTimeLimit, own?.HardTimeLimit ?? options.HardTimeLimit);
    }
}
