using System.Globalization;
using System.Text.RegularExpressions;
using Orders.Service.Tests.Architecture;

namespace Orders.Service.Tests.Errors;

/// <summary>Every log line of the product, read from its source: ids that name one line each, and lines that say what they are about.</summary>
public sealed partial class LogLineTests
{
    // Where each project's ids lie, so that an id tells who speaks.
    private static readonly Dictionary<string, (int First, int Last)> Ranges = new(StringComparer.Ordinal)
    {
        ["Orders.Service"] = (1000, 1999),
        ["Messaging.EntityFrameworkCore"] = (2000, 2399),
        ["Messaging.RabbitMq"] = (2400, 2599),
        ["Messaging"] = (2600, 2999),
        ["Messaging.Kafka"] = (3000, 3999),
        ["Messaging.Redis"] = (5000, 5999),
    };

    [Fact]
    public void No_two_lines_share_an_id()
    {
        var lines = Lines();

        lines.Count.ShouldBeGreaterThan(60);
        lines.GroupBy(line => line.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(" and ", same.Select(line => line.File))}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_id_lies_in_the_range_of_its_project() =>
        Lines().Where(line => line.Id < Ranges[line.Project].First || line.Id > Ranges[line.Project].Last).Select(line => $"{line.Id} in {line.File}").ShouldBeEmpty();

    [Fact]
    public void A_warning_or_error_names_what_it_is_about() =>
        Lines().Where(line => line.Level is "Warning" or "Error" or "Critical" && !line.Text.Contains('{', StringComparison.Ordinal)).Select(line => $"{line.Id} in {line.File}: {line.Text}").ShouldBeEmpty();

    private static List<(string Project, string File, int Id, string Level, string Text)> Lines() =>
        [.. from project in Ranges.Keys
            from file in Sources.Files($"src/{project}")
            from match in LoggerMessage().Matches(Sources.Read(file))
            select (project, file, int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture), match.Groups["level"].Value, match.Groups["text"].Value)];

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>[0-9]+)(,\s*LogLevel\.(?<level>\w+))?,\s*(Message\s*=\s*)?""(?<text>[^""]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex LoggerMessage();
}
