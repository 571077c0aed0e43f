using System.Text;
using System.Text.RegularExpressions;
using Orders.Service.Tests.Architecture;

namespace Orders.Service.Tests.Errors;

/// <summary>
/// Every error that the product throws, read from its source: it says what happened to what, and either says itself what to do or is explained in
/// <c>docs/errors.md</c>.
/// </summary>
public sealed partial class ThrownErrorTests
{
    private const int ShortestMessage = 20;
    private const int FewestSpaces = 3;

    /// <summary>
    /// What passes on the words of others, each of which is put together where its reasons are known and has tests there; and what ends work that comes again
    /// by itself, which is no failure.
    /// </summary>
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "AggregateException", "OptionsValidationException", "StartupCheckFailedException", "MessageRefusedException", "KafkaDeliveryException", "OperationCanceledException", "ConnectionException",
    };

    [Fact]
    public void Each_says_what_happened()
    {
        var thrown = Thrown();

        thrown.Count.ShouldBeGreaterThan(120);
        thrown.Where(error => error.Text.Length < ShortestMessage).Select(error => $"{error.File}: new {error.Type}({error.Arguments})").ShouldBeEmpty();
    }

    [Fact]
    public void Each_says_what_to_do_or_the_document_does()
    {
        var explained = Explained();

        Thrown().Where(error => !SaysWhatToDo().IsMatch(error.Text) && !explained.Contains(error.Text)).Select(error => $"{error.File}: {error.Text}").ShouldBeEmpty();
    }

    [Fact]
    public void The_document_explains_only_what_is_thrown_and_each_with_a_remedy()
    {
        var thrown = Thrown().Select(error => error.Text).ToHashSet(StringComparer.Ordinal);

        Explained().Except(thrown, StringComparer.Ordinal).ShouldBeEmpty();
        Rows().Where(row => row.Groups["why"].Value.Trim().Length < ShortestMessage || row.Groups["remedy"].Value.Trim().Length < ShortestMessage).Select(row => row.Value).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Offset {offset} is not in work.", false)]
    [InlineData("'{task}' is no task ({Names()}). Correct the name, or declare the task.", true)]
    [InlineData("The callback was used twice.", false)]
    public void What_says_what_to_do_is_told_from_what_does_not(string text, bool says) => SaysWhatToDo().IsMatch(text).ShouldBe(says);

    private static List<(string File, string Type, string Arguments, string Text)> Thrown() =>
        [.. from project in Sources.Projects
            from file in Sources.Files($"src/{project}")
            let source = Sources.Read(file)
            from match in Throw().Matches(source)
            let type = match.Groups["type"].Value
            where !LeftOut.Contains(type)
            let arguments = ArgumentsFrom(source, match.Index + match.Length)
            select (file, type, arguments, TextOf(type, arguments))];

    // The words are in the call, or in the error's own type where the call only gives it its parts.
    private static string TextOf(string type, string arguments)
    {
        var given = Longest(arguments);
        if (given.Count(character => character is ' ') >= FewestSpaces)
            return given;
        var file = Sources.Projects.SelectMany(project => Sources.Files($"src/{project}")).FirstOrDefault(file => file.EndsWith($"/{type}.cs", StringComparison.Ordinal));
        return file is null ? given : Longest(Sources.Read(file));
    }

    private static string Longest(string source)
    {
        var longest = "";
        for (var start = source.IndexOf('"', StringComparison.Ordinal); start >= 0; start = source.IndexOf('"', start))
        {
            var interpolated = start > 0 && source[start - 1] is '$';
            var text = Literal(source, ref start, interpolated);
            if (text.Length > longest.Length)
                longest = text;
            if (start >= source.Length)
                break;
        }

        return longest;
    }

    /// <summary>The text between the quotes, an ellipsis for each value that is put in.</summary>
    private static string Literal(string source, ref int at, bool interpolated)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] is not '"'; at++)
        {
            if (source[at] is '\\')
                text.Append(source[++at]);
            else if (!interpolated || source[at] is not ('{' or '}'))
                text.Append(source[at]);
            else if (source[at + 1] == source[at])
                text.Append(source[at++]);
            else
                Skip(source, ref at, text);
        }

        at++;
        return text.ToString();
    }

    private static void Skip(string source, ref int at, StringBuilder text)
    {
        var depth = 1;
        while (depth > 0)
            depth += source[++at] switch { '{' => 1, '}' => -1, _ => 0 };
        text.Append('…');
    }

    private static string ArgumentsFrom(string source, int start)
    {
        var (depth, end) = (1, start);
        for (; depth > 0 && end < source.Length; end++)
            depth += source[end] switch { '(' => 1, ')' => -1, _ => 0 };
        return source[start..(end - 1)];
    }

    private static HashSet<string> Explained() => [.. Rows().Select(row => row.Groups["error"].Value)];

    private static MatchCollection Rows() => Row().Matches(File.ReadAllText(Path.Combine(Sources.Root, "docs/errors.md")));

    [GeneratedRegex(@"(throw|\?\?|=>|:)\s+new\s+(?<type>\w+Exception)\(", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Throw();

    // An imperative at the beginning of a clause, or what must be.
    [GeneratedRegex(
        @"(^|[.:;,(…] |\bor )(call|set|use|raise|lower|correct|give|remove|repair|send|register|add|declare|store|change|commit|configure|skip|consume|name|look|produce|do|release|enlarge)\b|\bmust\b|\bneeds?\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SaysWhatToDo();

    [GeneratedRegex(@"^\| `(?<error>[^\n]+?)` \| (?<why>[^|\n]+) \| (?<remedy>[^|\n]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Row();
}
