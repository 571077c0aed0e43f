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

    private static IReadOnlyList<ThrownError> Thrown() => ThrownError.All;

    private static HashSet<string> Explained() => [.. Rows().Select(row => row.Groups["error"].Value)];

    private static MatchCollection Rows() => Row().Matches(File.ReadAllText(Path.Combine(Sources.Root, "docs/errors.md")));

    // An imperative at the beginning of a clause, or what must be.
    [GeneratedRegex(
        @"(^|[.:;,(…] |\bor )(call|set|use|raise|lower|correct|give|remove|repair|send|register|add|declare|store|change|commit|configure|skip|consume|name|look|produce|do|release|enlarge)\b|\bmust\b|\bneeds?\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SaysWhatToDo();

    [GeneratedRegex(@"^\| `(?<error>[^\n]+?)` \| (?<why>[^|\n]+) \| (?<remedy>[^|\n]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Row();
}
