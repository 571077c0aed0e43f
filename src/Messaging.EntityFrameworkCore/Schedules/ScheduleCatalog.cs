using System.Text.Json;
using Messaging.Schedules;
using Messaging.Tasks;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>All schedules of this process, from code and configuration.</summary>
internal sealed class ScheduleCatalog(IOptions<ScheduleOptions> options, TaskCatalog tasks, TimeProvider time)
{
    private readonly Lazy<IReadOnlyDictionary<string, ScheduleDefinition>> _all = new(() => Build(options.Value, tasks, time.GetUtcNow()));

    public IReadOnlyDictionary<string, ScheduleDefinition> All => _all.Value;

    /// <exception cref="OptionsValidationException">Something is wrong; the message lists all of it.</exception>
    private static Dictionary<string, ScheduleDefinition> Build(ScheduleOptions options, TaskCatalog tasks, DateTimeOffset now)
    {
        var (all, errors) = (new Dictionary<string, ScheduleDefinition>(StringComparer.OrdinalIgnoreCase), new List<string>());
        foreach (var (name, settings, task, enqueue) in options.Added)
            Add(name, Merge(settings, options.Settings.TryGetValue(name, out var changed) ? changed : null, name, errors), task, enqueue);
        foreach (var (name, settings) in options.Settings.Where(one => !options.Added.Any(added => string.Equals(added.Name, one.Key, StringComparison.OrdinalIgnoreCase))))
        {
            if (settings.Task is null)
                errors.Add($"Schedules:{name} enqueues nothing: no schedule of this name is added in code, so set Schedules:{name}:Task to a task ({Names(tasks)}).");
            else if (Arguments(name, settings, errors) is { } arguments)
                Add(name, settings, settings.Task, (queue, _, token) => queue.EnqueueAsync(settings.Task, arguments, cancellationToken: token));
        }

        return errors.Count == 0 ? all : throw new OptionsValidationException("Schedules", typeof(ScheduleOptions), errors);

        void Add(string name, ScheduleSettings settings, string task, ScheduledTask enqueue)
        {
            if (name.Length > 100)
                errors.Add($"The name of a schedule has 1 to 100 characters; '{name}' has {name.Length}.");
            if (tasks.Find(task) is null)
                errors.Add($"Schedules:{name} enqueues '{task}', which is no task ({Names(tasks)}). Correct Schedules:{name}:Task, or declare the task.");
            try
            {
                var times = Timetable.Of(settings.Cron, settings.Interval, settings.TimeZone);
                if (times.Next(now) is null)
                    errors.Add($"Schedules:{name} can never fire: no day fits '{settings.Cron}'. Correct Schedules:{name}:Cron.");
                if (!all.TryAdd(name, new ScheduleDefinition(name, times, settings.Missed ?? MissedOccurrences.RunOnce, task, enqueue)))
                    errors.Add($"There are two schedules named {name}. Rename one.");
            }
            catch (FormatException exception)
            {
                errors.Add($"Schedules:{name}: {exception.Message}");
            }
        }
    }

    private static ScheduleSettings Merge(ScheduleSettings code, ScheduleSettings? changed, string name, List<string> errors)
    {
        if (changed is null)
            return code;
        if (changed.Task is not null || changed.Arguments is not null)
            errors.Add($"There are two schedules named {name}: one in code and one that Schedules:{name}:Task makes. Rename the one in the configuration, or take its Task and Arguments away to change only when the other occurs.");
        var retimed = changed.Cron is not null || changed.Interval is not null;
        return new ScheduleSettings
        {
            Cron = retimed ? changed.Cron : code.Cron,
            Interval = retimed ? changed.Interval : code.Interval,
            TimeZone = changed.TimeZone ?? code.TimeZone,
            Missed = changed.Missed ?? code.Missed,
        };
    }

    private static JsonElement? Arguments(string name, ScheduleSettings settings, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(settings.Arguments ?? "{}");
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            errors.Add($"Schedules:{name}:Arguments is no JSON: {exception.Message}");
            return null;
        }
    }

    private static string Names(TaskCatalog tasks) => $"declared tasks: {string.Join(", ", tasks.All.Select(task => task.Name).Order(StringComparer.Ordinal))}";
}
