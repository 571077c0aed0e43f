using System.Diagnostics;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Runs <c>Foreign/client.py</c>, which uses pika of Debian's <c>python3-pika</c>.</summary>
public sealed class Pika(string uri)
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Foreign", "client.py");

    /// <summary>Runs a command to its end; what it printed, line by line.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Python, [Script, uri, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pika {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
