using System.Diagnostics;

namespace Orders.Acceptance.Template;

/// <summary>The template of this repository, installed where <c>dotnet new</c> finds nothing else and where nothing else finds it.</summary>
public sealed class InstalledTemplate : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("template-").FullName;

    private string Hive => Path.Combine(_folder, "hive");

    public async ValueTask InitializeAsync()
    {
        var (exitCode, output) = await DotnetAsync(_folder, "new", "install", Root(), "--debug:custom-hive", Hive);
        exitCode.ShouldBe(0, output);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a service of that name, in an empty folder of its own.</summary>
    public async Task<(int ExitCode, string Output, string Folder)> MakeAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        var (exitCode, output) = await DotnetAsync(folder, "new", "reliable-service", "-n", name, "-o", "made", "--debug:custom-hive", Hive);
        return (exitCode, output, Path.Combine(folder, "made"));
    }

    /// <summary>Builds as CI does: with the packages of the lock files and no others.</summary>
    public static Task<(int ExitCode, string Output)> BuildAsync(string folder, string project) =>
        // A compiler that stays would hold on to the output, and this would wait for it.
        DotnetAsync(folder, "build", project, "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:CI=true", "-v", "quiet", "-nologo");

    /// <summary>Runs a command line of <c>dotnet</c> as a README has it.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string folder, string command) =>
        DotnetAsync(folder, [.. command.Split(' ').Skip(1).Select(argument => argument.Trim('\''))]);

    private static async Task<(int ExitCode, string Output)> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, ".template.config")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No template lies above {AppContext.BaseDirectory}.");
        return folder;
    }
}
