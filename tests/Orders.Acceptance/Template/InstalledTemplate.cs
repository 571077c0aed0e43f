using System.Diagnostics;

namespace Orders.Acceptance.Template;

/// <summary>The template of this repository, installed where <c>dotnet new</c> finds nothing else and where nothing else finds it.</summary>
public sealed class InstalledTemplate : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        // Every command line builds the same: once, with the packages of the lock files and no others, and leaving no process behind.
        ["Configuration"] = "Release",
        ["CI"] = "true",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("template-").FullName;

    private string Hive => Path.Combine(_folder, "hive");

    public async ValueTask InitializeAsync()
    {
        var (exitCode, output) = await RunAsync(_folder, $"dotnet new install '{Root()}' --debug:custom-hive '{Hive}'");
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
        var (exitCode, output) = await RunAsync(folder, $"dotnet new reliable-service -n '{name}' -o made --debug:custom-hive '{Hive}'");
        return (exitCode, output, Path.Combine(folder, "made"));
    }

    /// <summary>Runs a command line as a person types it into a shell, in this folder; what it printed on both of its outputs.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string command)
    {
        // A file and no pipe: a compiler that stays for the next build would keep a pipe open, and this would wait for it.
        var log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.log");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec >'{log}' 2>&1 </dev/null\n{command}"]) { UseShellExecute = false, WorkingDirectory = folder };
        foreach (var (key, value) in Settings)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await File.ReadAllTextAsync(log, CancellationToken.None));
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' did not end within {Limit.TotalMinutes} minutes: {await File.ReadAllTextAsync(log, CancellationToken.None)}", exception);
        }
        finally
        {
            File.Delete(log);
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
