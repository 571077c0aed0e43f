using System.Diagnostics;
using System.Globalization;
using Messaging.Testing;

namespace Orders.Acceptance.Support;

/// <summary>One replica of the service: a process that can be stopped, killed and started again at the same address.</summary>
public sealed class ServiceProcess(ServiceSettings settings, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;

    public string Name => name;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}/");

    /// <summary>What the replica wrote to its console, over all its lives.</summary>
    public string LogFile { get; } = Path.Combine(settings.LogFolder, $"{name}.log");

    /// <summary>Zero before the first start.</summary>
    public int Pid => _process?.Id ?? 0;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the process, and does not wait for anything.</summary>
    public void Start()
    {
        if (!File.Exists(settings.Dll))
            throw new ServiceFailedException($"{settings.Dll} is not there: build the service first, or say where it is.");

        // The shell becomes the service (exec keeps the pid), and the file is written without this process in between: what the
        // service said before it was killed is never lost in a pipe.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(settings.Dll)) };
        string[] command = ["-c", "dll=$1 log=$2; shift 2; exec dotnet \"$dll\" \"$@\" </dev/null >>\"$log\" 2>&1", "service", Path.GetFullPath(settings.Dll), LogFile, .. settings.Arguments];
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in Environment())
            start.Environment[key] = value;
        _process?.Dispose();
        _process = Process.Start(start) ?? throw new ServiceFailedException($"{name} did not start.");
    }

    public async Task StartAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Start();
        await WaitUntilReadyAsync(timeout, cancellationToken);
    }

    public async Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var last = "no answer";
        try
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    if (!IsRunning)
                        return true;
                    using var response = await _http.GetAsync(new Uri(Address, "health/ready"), cancellationToken);
                    last = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
                    return response.IsSuccessStatusCode;
                },
                timeout, $"{name} is ready", cancellationToken);
        }
        catch (TimeoutException failure)
        {
            throw new ServiceFailedException($"{name} was not ready within {timeout.TotalSeconds} s; /health/ready: {last}. {LastWords()}", failure);
        }

        if (!IsRunning)
            throw new ServiceFailedException($"{name} ended while it started. {LastWords()}");
    }

    /// <summary>SIGKILL: nothing of the service runs any more, no finally, no shutdown.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM, as Kubernetes sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        var process = _process ?? throw new InvalidOperationException($"{name} was never started.");
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Grace, cancellationToken);
        return process.ExitCode;
    }

    /// <summary>The end of the log, for the message of a failure.</summary>
    public string LastWords() =>
        File.Exists(LogFile) ? $"The end of {LogFile}:{System.Environment.NewLine}{string.Join(System.Environment.NewLine, File.ReadLines(LogFile).TakeLast(20))}" : "It wrote nothing.";

    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        _process?.Dispose();
        _http.Dispose();
    }

    private Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(settings.Settings)
        {
            ["Operations__Token"] = OperationsClient.Token,
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority),
        };
        if (settings.Postgres is not null)
            environment["ConnectionStrings__Orders"] = settings.Postgres;
        if (settings.RabbitMq is not null)
            environment["ConnectionStrings__RabbitMq"] = settings.RabbitMq;
        if (settings.Kafka is not null)
            environment["ConnectionStrings__Kafka"] = settings.Kafka;
        return environment;
    }
}
