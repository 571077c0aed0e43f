using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Messaging.Benchmarks.Harness;

/// <summary>Publishes a project as the Dockerfile does.</summary>
internal static class Published
{
    /// <param name="folder">The project's folder, from the root of the repository; its last part is the name of the assembly.</param>
    /// <param name="output">Where the files go, into a folder of their own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<string> DllAsync(string folder, string output, CancellationToken cancellationToken)
    {
        var (project, target) = (Built.Folder(folder), Path.Combine(output, "published"));
        // Apart, as in the Dockerfile: a restore for one processor would change the lock files.
        await RunAsync(["restore", project, "--locked-mode", "-p:PublishReadyToRun=true"], cancellationToken);
        await RunAsync(
            ["publish", project, "--no-restore", "-c", "Release", "-o", target, "--runtime", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
                "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:UseAppHost=false", "-m:1", "-nodeReuse:false"],
            cancellationToken);
        return Path.Combine(target, $"{Path.GetFileName(folder)}.dll");
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-v", "quiet"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {arguments[0]} {arguments[1]} with ReadyToRun failed: {said}");
    }
}
