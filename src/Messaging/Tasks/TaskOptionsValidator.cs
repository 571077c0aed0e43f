using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Messaging.Tasks;

/// <summary>Says at start what is wrong about tasks, all of it at once, and what to change.</summary>
internal sealed class TaskOptionsValidator : IValidateOptions<TaskOptions>
{
    public ValidateOptionsResult Validate(string? name, TaskOptions options)
    {
        var wrong = Errors(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Errors(TaskOptions options)
    {
        var tasks = $"declared tasks: {string.Join(", ", options.Declared.Select(type => type.Name).Order(StringComparer.Ordinal))}";
        var queues = $"declared queues: {string.Join(", ", options.Queues.Order(StringComparer.Ordinal))}";
        foreach (var twice in options.Declared.GroupBy(type => type.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return $"Two tasks have the name {twice.Key}: {string.Join(" and ", twice.Select(type => type.FullName))}. Rename one; tasks are known by the name without namespace.";
        foreach (var (pattern, queue) in options.Routes)
        {
            if (!options.Declared.Any(type => TaskRoutes.Matches(pattern, type)))
                yield return $"Tasks:Routes:{pattern} fits no task ({tasks}). Correct the name, or declare the task.";
            if (!options.Queues.Contains(queue))
                yield return $"Tasks:Routes:{pattern} leads to the queue '{queue}', which nobody declared ({queues}). Correct the name, or declare the queue with a consumer.";
        }

        foreach (var type in options.Declared.Where(type => TaskRoutes.QueueOf(options, type) is null))
            yield return $"The task {type.Name} has no route. Set Tasks:Routes:{type.Name} to a queue ({queues}).";
        if (options.HardTimeLimit <= options.SoftTimeLimit)
            yield return $"Tasks:HardTimeLimit ({options.HardTimeLimit}) is not longer than Tasks:SoftTimeLimit ({options.SoftTimeLimit}). Raise it, or lower that.";
        foreach (var (type, settings) in options.Types)
        {
            if (!options.Declared.Any(declared => string.Equals(declared.Name, type, StringComparison.OrdinalIgnoreCase)))
                yield return $"Tasks:Types:{type} is no task ({tasks}). Correct the name.";
            var (hard, soft) = (settings.HardTimeLimit ?? options.HardTimeLimit, settings.SoftTimeLimit ?? options.SoftTimeLimit);
            if (hard <= soft)
                yield return $"Tasks:Types:{type}: the HardTimeLimit ({hard}) is not longer than the SoftTimeLimit ({soft}). Raise it, or lower that.";
            foreach (var error in Ranges(settings))
                yield return $"Tasks:Types:{type}: {error}";
        }

        foreach (var error in Ranges(options))
            yield return $"Tasks: {error}";
    }

    private static IEnumerable<string> Ranges(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage ?? "invalid");
    }
}
