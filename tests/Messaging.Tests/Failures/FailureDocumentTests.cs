using System.Globalization;
using System.Runtime.CompilerServices;
using Messaging.Endpoints;
using Messaging.Failures;

namespace Messaging.Tests.Failures;

/// <summary>Whether <c>docs/failures.md</c> tells the truth.</summary>
public sealed class FailureDocumentTests
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Root(), "docs", "failures.md"));

    [Fact]
    public void The_table_of_cases_is_what_the_function_decides()
    {
        var cases = Rows("| kind | retries |");

        cases.Count.ShouldBeGreaterThanOrEqualTo(14);
        foreach (var row in cases)
        {
            var (retries, waits, redeliveries) = (Number(row[1]), Number(row[2]), Number(row[3]));
            FailureDecision.Of(Enum.Parse<FailureKind>(row[0]), retries, waits, redeliveries, new FailureOptions())
                .ShouldBe(new FailureDecision(Enum.Parse<FailureAction>(row[4]), TimeSpan.Parse(row[5], CultureInfo.InvariantCulture)), string.Join(" | ", row));
        }

        // Every kind and every action is shown.
        cases.Select(row => row[0]).Distinct().Order().ShouldBe(Enum.GetNames<FailureKind>().Order());
        cases.Select(row => row[4]).Distinct().Order().ShouldBe(Enum.GetNames<FailureAction>().Order());
    }

    [Fact]
    public void The_defaults_are_those_of_the_options()
    {
        var defaults = Rows("| key | default |").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
        var failures = new FailureOptions();

        defaults["`Failures:Immediate:Retries`"].ShouldBe($"{failures.Immediate.Retries}");
        Time("`Failures:Immediate:MinDelay`").ShouldBe(failures.Immediate.MinDelay);
        Time("`Failures:Immediate:MaxDelay`").ShouldBe(failures.Immediate.MaxDelay);
        defaults["`Failures:Redelivery:0`, `:1`..."].ShouldBe(string.Join(", ", failures.Ladder));
        Time("`Failures:MinInfrastructureDelay`").ShouldBe(failures.MinInfrastructureDelay);
        Time("`Failures:MaxInfrastructureDelay`").ShouldBe(failures.MaxInfrastructureDelay);
        Time("`Endpoints:NAME:Deadline`").ShouldBe(new EndpointOptions().Deadline);

        TimeSpan Time(string key) => TimeSpan.Parse(defaults[key], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Exceptions_that_are_named_are_of_the_kind_that_stands_beside_them()
    {
        var types = new[] { typeof(Exception).Assembly, typeof(System.Net.Sockets.SocketException).Assembly, typeof(HttpRequestException).Assembly,
                typeof(System.Text.Json.JsonException).Assembly, typeof(System.Runtime.Serialization.SerializationException).Assembly,
                typeof(PermanentFailureException).Assembly, typeof(MassTransit.UnhandledEventException).Assembly, typeof(MassTransit.MassTransitBus).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.IsAssignableTo(typeof(Exception))).ToLookup(type => type.Name);
        var named = Rows("| exception | kind |")
            .SelectMany(row => row[0].Split('`').Where((_, index) => index % 2 == 1).Select(name => (Name: name, Kind: Enum.Parse<FailureKind>(row[1])))).ToList();

        named.Count.ShouldBeGreaterThan(10);
        foreach (var (name, kind) in named)
            new FailureClassification([]).Classify((Exception)Activator.CreateInstance(types[name].First())!).ShouldBe(kind, name);
    }

    private static List<string[]> Rows(string header) =>
        [.. Document.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
