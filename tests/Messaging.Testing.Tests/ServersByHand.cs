using System.Diagnostics;
using System.Globalization;

namespace Messaging.Testing.Tests;

/// <summary>The console program that starts servers by hand, as a process that a test can kill.</summary>
internal sealed class ServersByHand : IDisposable
{
    private readonly Process _process;

    public ServersByHand(params string[] servers)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Messaging.Testing.Servers.dll");
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet" ? self : "dotnet", [program, .. servers])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // What it must not leave behind are processes and folders of this machine; the remains of containers are Testcontainers' affair.
            Environment = { ["TEST_CONTAINERS"] = "false" },
        })!;
    }

    /// <summary>Reads its output up to a line that starts with the text, and returns all these lines.</summary>
    public async Task<string[]> ReadUntilAsync(string start, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90), cancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
                return [.. lines];
        }

        throw new InvalidOperationException($"It ended before it wrote {start}: {string.Join('\n', lines)}");
    }

    public async Task<string[]> CommandAsync(string command, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(command.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await ReadUntilAsync("done ", cancellationToken);
    }

    /// <summary>The pid and the data folder in a line such as "# redis pid 123 data /tmp/x source LocalProgram".</summary>
    public static (int Pid, string Folder) Parse(IEnumerable<string> lines)
    {
        var words = lines.Last(line => line.StartsWith("# ", StringComparison.Ordinal)).Split(' ');
        return (int.Parse(words[3], CultureInfo.InvariantCulture), words[5]);
    }

    /// <summary>SIGKILL: nothing of the program runs any more, no handler and no finally.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async Task<int> CloseInputAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
