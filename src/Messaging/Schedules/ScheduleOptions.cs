namespace Messaging.Schedules;

/// <summary>The schedules of a service, from code and configuration.</summary>
public sealed class ScheduleOptions
{
    private readonly List<(string Name, ScheduleSettings Settings, string Task, ScheduledTask Enqueue)> _added = [];

    /// <summary>What the configuration says, by name; the caller binds the section <c>Schedules</c> to it.</summary>
    public IDictionary<string, ScheduleSettings> Settings { get; } = new Dictionary<string, ScheduleSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often the schedulers look whether an occurrence is due.</summary>
    /// <value>The default is 1 second.</value>
    [TimeSpanRange("00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How late an occurrence may fire and still not count as missed.</summary>
    /// <value>The default is 1 minute.</value>
    [TimeSpanRange("00:00:01", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What the code adds, in its order.</summary>
    public IReadOnlyCollection<(string Name, ScheduleSettings Settings, string Task, ScheduledTask Enqueue)> Added => _added;

    /// <summary>Adds a schedule that enqueues a task at each occurrence.</summary>
    /// <param name="name">1 to 100 characters; unique. The occurrences are known by it, so a new name is a new schedule.</param>
    /// <param name="settings">When; what the configuration says under this name wins.</param>
    /// <param name="command">Makes the command from the planned time of the occurrence.</param>
    public ScheduleOptions Add<T>(string name, ScheduleSettings settings, Func<DateTimeOffset, T> command)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(command);
        _added.Add((name, settings, typeof(T).Name, (tasks, plannedAt, token) => tasks.EnqueueAsync(command(plannedAt), cancellationToken: token)));
        return this;
    }
}
