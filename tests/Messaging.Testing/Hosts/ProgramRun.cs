using System.Diagnostics;

namespace Messaging.Testing.Hosts;

/// <summary>Runs a program to its end and keeps what it wrote.</summary>
internal static class ProgramRun
{
    /// <summary>Throws, with the output, when the program reports a failure.</summary>
    public static async Task<string> ExpectAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        string? user = null)
    {
        string[] command = [.. RunAs.Prefix(user), program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var text = await output;
            return process.ExitCode == 0
                ? text
                : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{text}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
