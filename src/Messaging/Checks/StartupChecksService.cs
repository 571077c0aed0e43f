using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Checks;

/// <summary>
/// Runs the checks at start: what needs no server before anything starts, and ends the start; the others once the servers answer, and end the
/// process. Later it looks again at an interval and tells what has changed, but never ends a service that has run.
/// </summary>
internal sealed partial class StartupChecksService(StartupChecks checks, IHostApplicationLifetime life, TimeProvider time, ILogger<StartupChecksService> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private HashSet<(string Name, string Found)> _told = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var findings = await checks.RunAsync(asksServers: false, cancellationToken).ConfigureAwait(false);
        Tell(findings, []);
        if (findings.Where(finding => finding.State is CheckState.Failed).ToList() is { Count: > 0 } failed)
            throw new StartupCheckFailedException(failed);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settled = false;
        // Not while the start itself needs the processor.
        var delay = RetryInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            IReadOnlyList<CheckFinding> findings;
            using (Untraced.Begin())
                findings = await checks.RunAsync(asksServers: true, stoppingToken).ConfigureAwait(false);
            // What was not known yet is told when it stays so.
            Tell(settled ? findings : [.. findings.Where(finding => finding.State is not CheckState.Unknown)], _told);
            if (!settled && findings.Where(finding => finding.State is CheckState.Failed).ToList() is { Count: > 0 } failed)
            {
                Environment.ExitCode = 1;
                Stopping(logger, failed.Count);
                life.StopApplication();
                return;
            }

            settled |= findings.All(finding => finding.State is not CheckState.Unknown) || delay > RetryInterval * 10;
            delay = settled ? checks.Options.Interval : delay * 2;
        }
    }

    private void Tell(IReadOnlyList<CheckFinding> findings, HashSet<(string Name, string Found)> told)
    {
        foreach (var finding in findings.Where(finding => !told.Contains((finding.Name, finding.Found))))
        {
            if (finding.State is CheckState.Failed)
                Failed(logger, finding.Name, finding.Found, finding.Expected, finding.Remedy);
            else if (finding.State is CheckState.Warning)
                Warned(logger, finding.Name, finding.Found, finding.Expected, finding.Remedy);
            else if (finding.State is CheckState.Unknown)
                NotKnown(logger, finding.Name, finding.Found, finding.Remedy);
        }

        _told = [.. findings.Select(finding => (finding.Name, finding.Found))];
    }

    [LoggerMessage(2650, LogLevel.Error, "Check {Name} failed: found {Found}; expected {Expected}. {Remedy}")]
    private static partial void Failed(ILogger logger, string name, string found, string expected, string remedy);

    [LoggerMessage(2651, LogLevel.Warning, "Check {Name}: found {Found}; expected {Expected}. {Remedy}")]
    private static partial void Warned(ILogger logger, string name, string found, string expected, string remedy);

    [LoggerMessage(2652, LogLevel.Information, "Check {Name} could not be done: {Found}. {Remedy}")]
    private static partial void NotKnown(ILogger logger, string name, string found, string remedy);

    [LoggerMessage(2653, LogLevel.Critical, "{Count} checks failed, which the lines above name; the service stops. Correct them, or set Checks__NAME=Warn for each to run in spite of it")]
    private static partial void Stopping(ILogger logger, int count);
}
