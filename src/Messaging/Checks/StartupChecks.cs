using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Checks;

/// <summary>Runs the checks of all libraries, each in its mode. A singleton.</summary>
public sealed class StartupChecks
{
    // A server that answers to nothing must not keep a start waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IStartupCheck[] _checks;
    private readonly TimeProvider _time;

    /// <summary>Reads the section <c>Checks</c>.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A name or mode that there is not.</exception>
    public StartupChecks(IEnumerable<IStartupCheck> checks, IServiceProvider services, TimeProvider time)
    {
        _checks = [.. checks];
        _time = time;
        Options = new CheckOptions(services.GetService<IConfiguration>(), _checks.SelectMany(check => check.Names).DistinctBy(name => name.Key).ToDictionary());
    }

    internal CheckOptions Options { get; }

    /// <summary>All findings, the worst first.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken) =>
        [.. (await RunAsync(asksServers: false, cancellationToken).ConfigureAwait(false)).Concat(await RunAsync(asksServers: true, cancellationToken).ConfigureAwait(false))
            .OrderBy(finding => finding.State switch { CheckState.Failed => 0, CheckState.Unknown => 1, CheckState.Warning => 2, _ => 3 }).ThenBy(finding => finding.Name, StringComparer.Ordinal)];

    internal async Task<IReadOnlyList<CheckFinding>> RunAsync(bool asksServers, CancellationToken cancellationToken)
    {
        var findings = new List<CheckFinding>();
        foreach (var check in _checks.Where(check => check.AsksServers == asksServers && check.Names.Keys.Any(name => Options.ModeOf(name) is not CheckMode.Off)))
            findings.AddRange((await RunAsync(check, cancellationToken).ConfigureAwait(false)).Select(InItsMode).OfType<CheckFinding>());
        return findings;
    }

    private async Task<IReadOnlyList<CheckFinding>> RunAsync(IStartupCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await check.RunAsync(patience.Token).WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            return [.. check.Names.Keys.Select(name => CheckFinding.Unknown(
                name, $"the check failed: {exception.GetType().Name}: {exception.Message}", "an answer", $"Start the server that it asks, or set Checks__{name}=Off."))];
        }
        finally
        {
            await patience.CancelAsync().ConfigureAwait(false);
        }
    }

    private CheckFinding? InItsMode(CheckFinding finding) => (Options.ModeOf(finding.Name), finding.State) switch
    {
        (CheckMode.Off, _) => null,
        (CheckMode.Warn, CheckState.Failed) => finding with { State = CheckState.Warning },
        _ => finding,
    };
}
