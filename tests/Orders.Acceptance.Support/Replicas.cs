using Messaging.Testing;
using Orders.Checker;

namespace Orders.Acceptance.Support;

/// <summary>The replicas of one installation of the service.</summary>
public sealed class Replicas : IAsyncDisposable
{
    private readonly ServiceSettings _settings;
    private readonly List<ServiceProcess> _processes;

    public Replicas(ServiceSettings settings, int count)
    {
        Directory.CreateDirectory(settings.LogFolder);
        _settings = settings;
        _processes = [.. Enumerable.Range(1, count).Select(number => new ServiceProcess(settings, $"replica-{number}"))];
    }

    public IReadOnlyList<ServiceProcess> Processes => _processes;

    public IReadOnlyList<Uri> Addresses => [.. _processes.Select(process => process.Address)];

    public async Task StartAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        foreach (var process in _processes)
            process.Start();
        await WaitUntilReadyAsync(timeout, cancellationToken);
    }

    public Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.WhenAll(_processes.Select(process => process.WaitUntilReadyAsync(timeout, cancellationToken)));

    /// <summary>What the checker looks at.</summary>
    public CheckerOptions CheckerOptions(TimeSpan wait) => new()
    {
        Url = _processes[0].Address,
        Postgres = _settings.Postgres,
        RabbitMq = _settings.RabbitMq,
        Kafka = _settings.Kafka,
        Wait = wait,
    };

    /// <summary>How often a word stands in the logs of all replicas: lines that hold it, not occurrences.</summary>
    public int CountLogLines(string word) =>
        _processes.Where(process => File.Exists(process.LogFile)).Sum(process => File.ReadLines(process.LogFile).Count(line => line.Contains(word, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}
