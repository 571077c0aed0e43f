using System.Diagnostics;
using Messaging.KafkaRun.App;
using Messaging.Testing.Hosts;

namespace Messaging.KafkaRun.Faults;

/// <summary>A child process under a name, which may be killed, frozen and started again. Its log goes on through its lives.</summary>
internal sealed class Child(string role, RunSurroundings surroundings) : IAsyncDisposable
{
    private readonly string _log = Path.Combine(surroundings.Folder, $"{surroundings.Name}.log");
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    public string Name => surroundings.Name;

    /// <summary>Whether a fault has it in hand.</summary>
    public bool IsBusy { get; set; }

    public bool HasEnded => _process is null or { HasExited: true };

    /// <summary>The process that runs, its resident memory and the processor time it has had; <see langword="null"/>: none does.</summary>
    public (int Id, long Bytes, TimeSpan Worked)? Resident
    {
        get
        {
            if (_process is not { HasExited: false } process)
                return null;

            try
            {
                process.Refresh();
                return (process.Id, process.WorkingSet64, process.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It has ended since.
                return null;
            }
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Tests run this program from another one.
        foreach (var argument in (string[])["exec", typeof(Child).Assembly.Location, role])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in surroundings.ToEnvironment())
            start.Environment[name] = value;
        // The one before stays as it is: somebody may just be asking whether it has ended.
        var process = Process.Start(start)!;
        _logging = Task.WhenAll(_logging, LogAsync(process.StandardOutput), LogAsync(process.StandardError));
        _process = process;
    }

    public async Task KillAsync()
    {
        Signal.Send(_process!.Id, Signal.Kill);
        Signal.Send(_process.Id, Signal.Continue);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop; killed when it takes too long.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        Signal.Send(_process!.Id, Signal.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            await KillAsync();
            return false;
        }
    }

    public void Freeze() => Signal.Send(_process!.Id, Signal.Stop);

    public void Thaw() => Signal.Send(_process!.Id, Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
            await KillAsync();
        await _logging;
        _process?.Dispose();
    }

    private async Task LogAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_log)
                File.AppendAllText(_log, line + Environment.NewLine);
        }
    }
}
