using System.Globalization;
using System.Text.RegularExpressions;
using Orders.Service.Tests.Architecture;

namespace Orders.Service.Tests.Errors;

/// <summary>A log line of the product, read from its source.</summary>
internal sealed partial record LogLine(string Project, string File, int Id, string Level, string Text)
{
    // Where each project's ids lie, so that an id tells who speaks.
    public static Dictionary<string, (int First, int Last)> Ranges { get; } = new(StringComparer.Ordinal)
    {
        ["Orders.Service"] = (1000, 1999),
        ["Messaging.EntityFrameworkCore"] = (2000, 2399),
        ["Messaging.RabbitMq"] = (2400, 2599),
        ["Messaging"] = (2600, 2999),
        ["Messaging.Kafka"] = (3000, 3999),
        ["Messaging.Redis"] = (5000, 5999),
    };

    public static IReadOnlyList<LogLine> All { get; } =
        [.. from project in Ranges.Keys
            from file in Sources.Files($"src/{project}")
            from match in LoggerMessage().Matches(Sources.Read(file))
            select new LogLine(project, file, int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture), match.Groups["level"].Value, match.Groups["text"].Value)];

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>[0-9]+)(,\s*LogLevel\.(?<level>\w+))?,\s*(Message\s*=\s*)?""(?<text>[^""]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex LoggerMessage();
}
