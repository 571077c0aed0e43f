namespace Orders.Acceptance.Template;

/// <summary>
/// A service made from the template, with what README says of an event, a consumer and a test written into it, and built by its own <c>test.sh</c>.
/// </summary>
public sealed class BuiltShipments : IAsyncLifetime
{
    // Those that a new name could break, and that need no server.
    private static readonly string[] Tests = ["Architecture", "Consumers", "Errors", "Manifests", "Worker"];

    private readonly InstalledTemplate _template = new();

    public string Folder { get; private set; } = "";

    public string Dll => Path.Combine(Folder, "src/Shipments.Service/bin/Release/net10.0/Shipments.Service.dll");

    /// <summary>The section of the made service's own README.</summary>
    public ReadmeSection Section { get; private set; } = null!;

    /// <summary>What <c>test.sh</c> said and ended with.</summary>
    public (int ExitCode, string Output) TestRun { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _template.InitializeAsync();
        var (exitCode, output, folder) = await _template.MakeAsync("Shipments");
        exitCode.ShouldBe(0, output);
        Folder = folder;
        Section = await ReadmeSection.ReadAsync(Path.Combine(folder, "README.md"), "Add your own event, consumer and test");
        foreach (var (file, code) in Section.Files)
        {
            File.Exists(Path.Combine(folder, file)).ShouldBeFalse(file);
            await File.WriteAllTextAsync(Path.Combine(folder, file), code);
        }

        TestRun = await RunAsync($"./test.sh {string.Join(' ', Tests.Select(name => $"-namespace Shipments.Service.Tests.{name}"))}");
    }

    public Task<(int ExitCode, string Output)> RunAsync(string command) => InstalledTemplate.RunAsync(Folder, command);

    public ValueTask DisposeAsync() => _template.DisposeAsync();
}
