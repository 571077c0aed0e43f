using System.Diagnostics;
using System.Globalization;
using Messaging.CrashSample;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>One replica: a process of its own, which ends with this one.</summary>
internal sealed class CrashReplica : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly CrashHistory _history;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;
    private readonly Task _ended;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private CrashReplica(Process process, CrashHistory history)
    {
        (_process, _history) = (process, history);
        _ended = process.WaitForExitAsync();
        _reading = ReadAsync();
    }

    public int Pid => _process.Id;

    public bool HasEnded => _ended.IsCompleted;

    public int ExitCode => _process.ExitCode;

    public static async Task<CrashReplica> StartAsync(CrashSettings settings, CrashHistory history, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashHost).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Several start one after the other on a machine that has other things to do.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings.ToEnvironment())
            start.Environment[name] = value;
        var replica = new CrashReplica(Process.Start(start)!, history);
        // One that is to crash may do so before it is ready.
        await Task.WhenAny(replica._ready.Task, replica._ended).WaitAsync(StartLimit, cancellationToken);
        return replica;
    }

    /// <summary>Asks for one piece of work; the answer comes into the history, unless the replica dies first.</summary>
    public async Task ProduceAsync(int number, string key)
    {
        await _writing.WaitAsync();
        try
        {
            if (_disposed)
            {
                _history.Unanswered(number);
                return;
            }

            await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"p {number} {key}"));
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It is dead already.
            _history.Unanswered(number);
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task UntilEndedAsync(TimeSpan timeout, CancellationToken cancellationToken) => _ended.WaitAsync(timeout, cancellationToken);

    public void Signal(ProcessSignal signal) => ProcessSignals.Send(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            Signal(ProcessSignal.Continue);
            _process.Kill();
        }

        await _ended;
        await _reading;
        // Somebody may still wait for his turn to write.
        await _writing.WaitAsync();
        _disposed = true;
        _process.Dispose();
        _writing.Release();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', 3);
            switch (words[0])
            {
                case "ready":
                    _ready.TrySetResult();
                    break;
                case "accepted":
                    _history.Accepted(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
                case "begun":
                    _history.Begun.Enqueue((_process.Id, int.Parse(words[1], CultureInfo.InvariantCulture)));
                    break;
                case "standing":
                    _history.Standing.Enqueue((_process.Id, int.Parse(words[1], CultureInfo.InvariantCulture)));
                    break;
                case "refused":
                    _history.Unanswered(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
