using System.Text.RegularExpressions;

namespace Orders.Acceptance.Template;

public sealed partial class When_a_service_is_made_from_the_template(InstalledTemplate template) : IClassFixture<InstalledTemplate>
{
    [Fact]
    public async Task It_says_nothing_of_where_it_came_from()
    {
        var (exitCode, output, made) = await template.MakeAsync("Shipments");

        exitCode.ShouldBe(0, output);
        Files(made).Where(file => NameOfTheExample().IsMatch(file)).ShouldBeEmpty();
        Files(made).SelectMany(file => Lines(made, file)).Where(line => NameOfTheExample().IsMatch(line)).ShouldBeEmpty();
        Files(made).Where(file => OurOwn().IsMatch(file)).ShouldBeEmpty();
        Files(made).Where(file => file.EndsWith(".sh", StringComparison.Ordinal) && !IsExecutable(Path.Combine(made, file))).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(made, "README.md"))).ShouldNotContain("template", Case.Insensitive);
        var solution = await File.ReadAllTextAsync(Path.Combine(made, "Shipments.sln"));
        ProjectOfASolution().Matches(solution).Select(match => match.Value.Replace('\\', '/'))
            .ShouldBe(Files(made).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)), ignoreOrder: true);
    }

    [Fact]
    public async Task It_builds_and_what_its_README_says_of_an_event_a_consumer_and_a_test_works_as_written()
    {
        var (exitCode, output, made) = await template.MakeAsync("Shipments");
        exitCode.ShouldBe(0, output);
        var section = await ReadmeSection.ReadAsync(Path.Combine(made, "README.md"), "Add your own event, consumer and test");
        section.Lines.ShouldBeLessThan(60);
        section.Files.Count.ShouldBe(4);
        foreach (var (file, code) in section.Files)
        {
            File.Exists(Path.Combine(made, file)).ShouldBeFalse(file);
            await File.WriteAllTextAsync(Path.Combine(made, file), code);
        }

        var (built, log) = await InstalledTemplate.BuildAsync(made, "tests/Shipments.Service.Tests");
        built.ShouldBe(0, log);
        var (ran, results) = await InstalledTemplate.RunAsync(made, section.Command);
        ran.ShouldBe(0, results);
        results.ShouldContain("Total: 1, Errors: 0, Failed: 0, Skipped: 0");
    }

    [Theory]
    [InlineData("Shipments", "Shipments")]
    [InlineData("shipments", "Shipments")]
    [InlineData("my-service.v2", "MyServiceV2")]
    [InlineData("2fast", "Service2Fast")]
    [InlineData("event", "EventService")] // C#
    [InlineData("Table", "TableService")] // SQL
    [InlineData("Order", "OrderService")] // the example's entity
    public async Task Its_name_is_one_that_compiles(string name, string identifier)
    {
        var (exitCode, output, made) = await template.MakeAsync(name);

        exitCode.ShouldBe(0, output);
        File.Exists(Path.Combine(made, $"{identifier}.sln")).ShouldBeTrue();
        var topics = await File.ReadAllTextAsync(Path.Combine(made, "src", $"{identifier}.Service", "Streams", "Topics.cs"));
        topics.ShouldContain($"namespace {identifier}.Service.Streams;");
        topics.ShouldContain($"\"{identifier.ToLowerInvariant()}.events\"");
    }

    [Theory]
    [InlineData("Übersicht")]
    [InlineData("...")]
    [InlineData("A-name-longer-than-what-PostgreSQL-leaves-to-it")]
    public async Task A_name_that_cannot_be_had_is_refused(string name)
    {
        var (exitCode, output, made) = await template.MakeAsync(name);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("The name is refused");
        (Directory.Exists(made) ? Files(made) : []).ShouldBeEmpty();
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    private static IEnumerable<string> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select((line, index) => $"{file}:{index + 1}: {line}");

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows() || File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);

    // Not the "orderS" of OrderStatus.
    [GeneratedRegex("orders|Orders|ORDERS", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NameOfTheExample();

    [GeneratedRegex(@"(^|/)(\.git|\.ci|\.template\.config|bench|docs/decisions|bin|obj|TestResults|Template)/|\.log$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OurOwn();

    [GeneratedRegex(@"[\w.\\]+\.csproj", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ProjectOfASolution();
}
