using System.Text.RegularExpressions;

namespace Messaging.Tasks;

/// <summary>Reads <see cref="TaskOptions.Routes"/>; a type that has none goes where it was declared.</summary>
internal static class TaskRoutes
{
    /// <summary>The queue that a type of command goes to, or <see langword="null"/>.</summary>
    public static string? QueueOf(TaskOptions options, Type type) =>
        options.Routes
            .Where(route => Matches(route.Key, type))
            .OrderBy(route => route.Key.Contains('*', StringComparison.Ordinal))
            .ThenByDescending(route => route.Key.Length)
            .ThenBy(route => route.Key, StringComparer.OrdinalIgnoreCase)
            .Select(route => route.Value)
            .FirstOrDefault() ?? options.HomeOf(type);

    public static bool Matches(string pattern, Type type)
    {
        var expression = $"^{string.Join(".*", pattern.Split('*').Select(Regex.Escape))}$";
        return new[] { type.Name, type.FullName ?? type.Name }.Any(name =>
            Regex.IsMatch(name, expression, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }
}
