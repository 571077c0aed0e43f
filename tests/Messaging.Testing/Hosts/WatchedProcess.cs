using System.Diagnostics;
using System.Globalization;

namespace Messaging.Testing.Hosts;

/// <summary>One run of a server under its <see cref="Watchdog"/>.</summary>
internal sealed class WatchedProcess : IAsyncDisposable
{
    private readonly Process _watchdog;

    private WatchedProcess(Process watchdog, int pid)
    {
        _watchdog = watchdog;
        Pid = pid;
    }

    public int Pid { get; }

    /// <summary>The watchdog ends with its server.</summary>
    public bool HasExited => _watchdog.HasExited;

    public static async Task<WatchedProcess> StartAsync(ProcessRecipe recipe, string? folderToDelete, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        string[] shell = ["/bin/sh", "-c", Watchdog.Script, "watchdog", $"{recipe.CrashSignal}", folderToDelete ?? "", recipe.Log];
        string[] session = Programs.Find("setsid") is { } setsid ? [setsid, .. shell] : shell;
        string[] command = [.. session, .. RunAs.Prefix(recipe.User), recipe.Program, .. recipe.Arguments];
        start.FileName = command[0];
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in recipe.Environment)
            start.Environment[name] = value;

        var watchdog = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var pid = await watchdog.StandardOutput.ReadLineAsync(cancellationToken);
        return new WatchedProcess(watchdog, int.Parse(pid ?? "", CultureInfo.InvariantCulture));
    }

    public void Send(int signal)
    {
        if (!HasExited)
            Signal.Send(Pid, signal);
    }

    public void SendToAll(int signal)
    {
        if (!HasExited)
            ProcessTree.Signal(Pid, signal);
    }

    public Task WaitForEndAsync(CancellationToken cancellationToken) => _watchdog.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }
}
