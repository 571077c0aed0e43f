using System.ComponentModel.DataAnnotations;

namespace Messaging.Tasks;

/// <summary>Tasks, their queues and how they are treated: configuration section <c>Tasks</c>.</summary>
public sealed class TaskOptions
{
    private readonly List<Type> _declared = [];
    private readonly Dictionary<Type, string> _homes = [];
    private readonly HashSet<string> _queues = new(StringComparer.Ordinal);

    /// <summary>
    /// Which queue a type of command goes to, by its name with or without namespace; <c>*</c> stands for any characters. An exact name wins over
    /// a pattern, a longer pattern over a shorter one, and any of them over the queue that the type was declared with.
    /// </summary>
    public IDictionary<string, string> Routes { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings of single types, by name.</summary>
    public IDictionary<string, TaskSettings> Types { get; } = new Dictionary<string, TaskSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often a task that failed is tried again.</summary>
    /// <value>The default is 3; 0 for never.</value>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>How long after a failure the task is tried again; doubles each time, with jitter.</summary>
    /// <value>The default is 60 seconds.</value>
    [TimeSpanRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan CountDown { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest count-down.</summary>
    /// <value>The default is 1 hour.</value>
    [TimeSpanRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan MaxCountDown { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a task may run before its cancellation token is cancelled. Such an attempt has failed. Stay below the deadline of the endpoint, which
    /// knows nothing of tasks: <c>Endpoints:NAME:Deadline</c>, 5 minutes by default.
    /// </summary>
    /// <value>The default is 4 minutes.</value>
    [TimeSpanRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan SoftTimeLimit { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// How long a task may run that heeds no cancellation token. Then its transaction is ended from outside, the attempt has failed, and the worker
    /// takes other tasks; the code itself can't be stopped and runs on without effect, as long as it likes. Longer than <see cref="SoftTimeLimit"/>.
    /// On PostgreSQL; SQLite has one writer, which nobody can end.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no such limit.</value>
    [TimeSpanRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan? HardTimeLimit { get; set; }

    /// <summary>The largest command, in bytes as it travels, with its envelope. Put large things somewhere else and their address into the command.</summary>
    /// <value>The default is 64 KiB.</value>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxArgumentBytes { get; set; } = 64 * 1024;

    /// <summary>The largest result, in bytes of JSON.</summary>
    /// <value>The default is 16 KiB.</value>
    [Range(2, 1024 * 1024)]
    public int MaxResultBytes { get; set; } = 16 * 1024;

    /// <summary>How long a task is kept after it has ended.</summary>
    /// <value>The default is 7 days.</value>
    [TimeSpanRange("00:01:00", "365.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The types of commands that are tasks, in the order of their declaration.</summary>
    public IReadOnlyCollection<Type> Declared => _declared;

    /// <summary>The queues that workers take tasks from.</summary>
    public IReadOnlySet<string> Queues => _queues;

    /// <summary>Declares a type of command as a task, with the queue that it goes to unless configuration says otherwise.</summary>
    public TaskOptions Declare<T>(string queue)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        _declared.Add(typeof(T));
        _queues.Add(queue);
        _homes.TryAdd(typeof(T), queue);
        return this;
    }

    /// <summary>The queue that a type was declared with, or <see langword="null"/>.</summary>
    internal string? HomeOf(Type type) => _homes.GetValueOrDefault(type);

    /// <summary>Declares a queue that workers take tasks from, though no type goes there by itself.</summary>
    public TaskOptions DeclareQueue(string queue)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        _queues.Add(queue);
        return this;
    }
}
