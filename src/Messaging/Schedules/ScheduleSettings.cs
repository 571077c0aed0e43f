namespace Messaging.Schedules;

/// <summary>One schedule: configuration <c>Schedules:NAME</c>. For one that the code adds, what is set here replaces what the code says.</summary>
public sealed class ScheduleSettings
{
    /// <summary>When, as a cron expression of five fields, or six with seconds first. Not together with <see cref="Interval"/>.</summary>
    public string? Cron { get; set; }

    /// <summary>How often, counted from midnight UTC of 1 January 1970, the same for all replicas; from 1 second.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>The zone in which <see cref="Cron"/> is read: <c>Europe/Berlin</c>.</summary>
    /// <value>The default is <c>UTC</c>.</value>
    public string? TimeZone { get; set; }

    /// <summary>What becomes of missed occurrences.</summary>
    /// <value>The default is <see cref="MissedOccurrences.RunOnce"/>.</value>
    public MissedOccurrences? Missed { get; set; }

    /// <summary>The task to enqueue, by the name of its type; only for a schedule that the code does not add.</summary>
    public string? Task { get; set; }

    /// <summary>The arguments of <see cref="Task"/>, a JSON object as text.</summary>
    /// <value>The default is <c>{}</c>.</value>
    public string? Arguments { get; set; }
}
