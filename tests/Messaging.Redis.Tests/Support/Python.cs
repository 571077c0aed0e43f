using System.Diagnostics;

namespace Messaging.Redis.Tests.Support;

/// <summary>Runs a few lines of Python with its Redis client, as a client of another team would; <c>r</c> is the connection.</summary>
public static class Python
{
    public static async Task<string> RunAsync(string server, string lines, CancellationToken cancellationToken)
    {
        var parts = server.Split(':');
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", $"import json, redis\nr = redis.Redis(host='{parts[0]}', port={parts[1]})\n{lines}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        process.ExitCode.ShouldBe(0, await errors);
        return (await output).Trim();
    }
}
