using System.Text.RegularExpressions;
using Messaging.Testing;

namespace Orders.Acceptance.Template;

public sealed partial class When_a_service_is_made_from_the_template(InstalledTemplate template) : IClassFixture<InstalledTemplate>
{
    /// <summary>What is furthest from a name of C# in every run, and the others in a long one. "Shipments" is built by another class.</summary>
    public static TheoryData<string> Compiled => LongRun.IsOn ? ["2fast", "my-service.v2", "event", "Table", "Order"] : ["2fast"];

    [Fact]
    public async Task It_says_nothing_of_where_it_came_from()
    {
        var (exitCode, output, made) = await template.MakeAsync("Shipments");

        exitCode.ShouldBe(0, output);
        Files(made).Where(file => NameOfTheExample().IsMatch(file)).ShouldBeEmpty();
        Files(made).SelectMany(file => Lines(made, file)).Where(line => NameOfTheExample().IsMatch(line)).ShouldBeEmpty();
        Files(made).Where(file => OurOwn().IsMatch(file)).ShouldBeEmpty();
        Files(made).SelectMany(file => Lines(made, file)).Where(line => NamesOurOwn().IsMatch(line)).ShouldBeEmpty();
        Files(made).Where(file => file.EndsWith(".md", StringComparison.Ordinal)).SelectMany(file => DeadLinks(made, file)).ShouldBeEmpty();
        Files(made).Where(file => file.EndsWith(".sh", StringComparison.Ordinal) && !IsExecutable(Path.Combine(made, file))).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(made, "README.md"))).ShouldNotContain("template", Case.Insensitive);
        var solution = await File.ReadAllTextAsync(Path.Combine(made, "Shipments.sln"));
        ProjectOfASolution().Matches(solution).Select(match => match.Value.Replace('\\', '/'))
            .ShouldBe(Files(made).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)), ignoreOrder: true);
    }

    [Theory]
    [InlineData("shipments", "Shipments")]
    [InlineData("my-service.v2", "MyServiceV2")]
    [InlineData("2fast", "Service2Fast")]
    [InlineData("event", "EventService")] // C#
    [InlineData("Table", "TableService")] // SQL
    [InlineData("Order", "OrderService")] // the example's entity
    [InlineData("worker", "WorkerService")] // beside the service in Compose
    public async Task Its_name_is_an_identifier_whatever_it_was_given(string name, string identifier)
    {
        var (exitCode, output, made) = await template.MakeAsync(name);

        exitCode.ShouldBe(0, output);
        File.Exists(Path.Combine(made, $"{identifier}.sln")).ShouldBeTrue();
        var topics = await File.ReadAllTextAsync(Path.Combine(made, "src", $"{identifier}.Service", "Streams", "Topics.cs"));
        topics.ShouldContain($"namespace {identifier}.Service.Streams;");
        topics.ShouldContain($"\"{identifier.ToLowerInvariant()}.events\"");
    }

    [Theory]
    [MemberData(nameof(Compiled))]
    public async Task Its_service_compiles(string name)
    {
        var (exitCode, output, made) = await template.MakeAsync(name);
        exitCode.ShouldBe(0, output);

        var (built, log) = await InstalledTemplate.RunAsync(made, "dotnet build src/*.Service -p:RunAnalyzers=false -v quiet -nologo");

        built.ShouldBe(0, log);
    }

    [Theory]
    [InlineData("Übersicht")]
    [InlineData("...")]
    [InlineData("A-name-longer-than-what-PostgreSQL-leaves-to-it")]
    public async Task A_name_that_cannot_be_had_is_refused(string name)
    {
        var (exitCode, output, made) = await template.MakeAsync(name);

        exitCode.ShouldBe(105, output);
        output.ShouldContain("The name is refused");
        (Directory.Exists(made) ? Files(made) : []).ShouldBeEmpty();
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    private static IEnumerable<string> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select((line, index) => $"{file}:{index + 1}: {line}");

    private static IEnumerable<string> DeadLinks(string folder, string file) =>
        Link().Matches(File.ReadAllText(Path.Combine(folder, file)))
            .Select(match => match.Groups["file"].Value)
            .Where(target => !Path.Exists(Path.Combine(folder, Path.GetDirectoryName(file)!, target)))
            .Select(target => $"{file}: {target}");

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows() || File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);

    // Not the "orderS" of OrderStatus.
    [GeneratedRegex("orders|Orders|ORDERS", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NameOfTheExample();

    [GeneratedRegex(@"(^|/)(\.git|\.ci|\.template\.config|bench|docs/decisions|bin|obj|TestResults|Template)/|\.log$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OurOwn();

    [GeneratedRegex(@"(^|[^\w.])(\.ci/|\.template\.config|bench/|bench\.sh|docs/decisions|decisions/[0-9]|performance\.(md|svg))", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NamesOurOwn();

    // Relative ones, to a file and not to a heading of the same one.
    [GeneratedRegex(@"\]\((?<file>[^):#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[\w.\\]+\.csproj", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ProjectOfASolution();
}
