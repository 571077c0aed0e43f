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
        var target = Path.Combine(output, "published");
        var start = new ProcessStartInfo("dotnet", [
            "publish", Built.Folder(folder), "-c", "Release", "-o", target, "--runtime", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:UseAppHost=false", "-v", "quiet", "-nologo", "-m:1", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? Path.Combine(target, $"{Path.GetFileName(folder)}.dll")
            : throw new InvalidOperationException($"{folder} could not be published with ReadyToRun: {said}");
    }
}
