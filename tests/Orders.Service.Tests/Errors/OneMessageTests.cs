using System.Text.RegularExpressions;
using Orders.Service.Tests.Architecture;

namespace Orders.Service.Tests.Errors;

/// <summary>What is logged or thrown about one message says about which: by its id, or by its place in its topic, stream or table.</summary>
public sealed partial class OneMessageTests
{
    /// <summary>About a message that has nothing by which it could be named.</summary>
    private static readonly HashSet<string> Nameless = new(StringComparer.Ordinal)
    {
        // The lack of an id is what they are about; they are said once for an endpoint.
        "5061",
        // What is published on a channel of Redis is bytes, and nothing else.
        "5051", "1602", "Redis at … has not taken a message for …: …",
    };

    /// <summary>What the caller does wrong, before there is a message; and what ends work that comes again by itself.</summary>
    private static readonly HashSet<string> OfTheCall = new(StringComparer.Ordinal) { "ArgumentException", "NotSupportedException" };

    [Fact]
    public void A_log_line_about_one_message_names_it()
    {
        var about = LogLine.All.Where(line => OneMessage().IsMatch(line.Text)).ToList();

        about.Count.ShouldBeGreaterThan(18);
        about.Where(line => !Named().IsMatch(line.Text) && !Nameless.Contains($"{line.Id}")).Select(line => $"{line.Id} in {line.File}: {line.Text}").ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_the_bus_logs_for_us_about_one_message_names_it()
    {
        var lines = (from project in Sources.Projects
                     from file in Sources.Files($"src/{project}")
                     from match in BusLine().Matches(Sources.Read(file))
                     select (File: file, Text: match.Groups["text"].Value)).ToList();

        lines.ShouldNotBeEmpty();
        lines.Where(line => OneMessage().IsMatch(line.Text) && !Named().IsMatch(line.Text)).Select(line => $"{line.File}: {line.Text}").ShouldBeEmpty();
    }

    [Fact]
    public void An_error_about_one_message_names_it()
    {
        var about = ThrownError.All.Where(error => !OfTheCall.Contains(error.Type) && OneMessage().IsMatch(error.Text)).ToList();

        about.Count.ShouldBeGreaterThan(12);
        about.Where(error => !GivenItsId().IsMatch(error.Source) && !Nameless.Contains(error.Text)).Select(error => $"{error.File}: {error.Text}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A message of the queue {Queue} is held back", true)]
    [InlineData("The entry is not a …: …", true)]
    [InlineData("Message {MessageId} is held back", true)]
    [InlineData("The body is no JSON", true)]
    [InlineData("…: the claim on message {Key} was lost", true)]
    [InlineData("{Count} messages are given back", false)]
    [InlineData("Call SaveChangesAsync after the last message", false)]
    public void What_aboutOne_message_is_told_from_what_is_not(string text, bool aboutOne) => OneMessage().IsMatch(text).ShouldBe(aboutOne);

    [GeneratedRegex(@"\b([Aa]n?|[Tt]he|[Ii]ts|[Tt]his|parked) (message|record|entry|element|response|dead letter|task)\b(?! (that|sends|of type|with a key))|[Tt]he body (is|of) |^(Message|Record|Entry|Response|Task|The row of|The value of the) |\b[Mm]essage (\{|…)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OneMessage();

    [GeneratedRegex(@"\{(MessageId|MessageKey|Id|TaskId|DeadLetter|Offset|Entry|KeyId)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(\w*Id|id|key|Offset|offset|TopicPartitionOffset|GetMessageId\(\)|TextOf\(headers\))\b?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex GivenItsId();

    [GeneratedRegex(@"LogContext\.\w+\?\.Log\([^""]*""(?<text>[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex BusLine();
}
