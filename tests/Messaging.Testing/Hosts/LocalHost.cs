namespace Messaging.Testing.Hosts;

/// <summary>A private instance of an installed program, with a data folder of its own.</summary>
/// <param name="recipe">How to run the server.</param>
/// <param name="folder">Its data; deleted in the end.</param>
/// <param name="companion">A process that the server needs beside it, for as long as the host exists.</param>
internal sealed class LocalHost(ProcessRecipe recipe, string folder, WatchedProcess? companion = null) : IServerHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private WatchedProcess? _process;

    public ServerSource Source => ServerSource.LocalProgram;

    public int Pid => _process is { HasExited: false } process ? process.Pid : 0;

    public string? DataFolder => folder;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is { HasExited: false })
            throw new InvalidOperationException($"{recipe.Program} is already running, pid {Pid}.");
        if (_process is not null)
            await _process.DisposeAsync();
        _process = await WatchedProcess.StartAsync(recipe, folder, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var process = Running();
        process.Send(recipe.StopSignal);
        process.SendToAll(Signal.Continue);
        try
        {
            await process.WaitForEndAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            process.Send(Signal.Kill);
            throw new TimeoutException($"{recipe.Program} did not stop within {Patience.TotalSeconds} s and was killed.", exception);
        }
    }

    public Task KillAsync(CancellationToken cancellationToken)
    {
        var process = Running();
        process.Send(recipe.CrashSignal);
        process.SendToAll(Signal.Continue);
        return process.WaitForEndAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    public Task FreezeAsync(CancellationToken cancellationToken)
    {
        Running().SendToAll(Signal.Stop);
        return Task.CompletedTask;
    }

    public Task ThawAsync(CancellationToken cancellationToken)
    {
        Running().SendToAll(Signal.Continue);
        return Task.CompletedTask;
    }

    public async Task<string?> LastWordsAsync(CancellationToken cancellationToken)
    {
        if (_process is { HasExited: false })
            return null;
        var lines = File.Exists(recipe.Log) ? await File.ReadAllLinesAsync(recipe.Log, cancellationToken) : [];
        return $"The end of its log:\n{string.Join('\n', lines.TakeLast(20))}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (companion is not null)
            await companion.DisposeAsync();
        // The watchdog of a server that had been stopped before has left its data for the next start.
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private WatchedProcess Running() =>
        _process is { HasExited: false } process ? process : throw new InvalidOperationException($"{recipe.Program} is not running.");
}
