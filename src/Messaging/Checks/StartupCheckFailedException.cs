namespace Messaging.Checks;

/// <summary>A check that is set to fail has found something; the message has a line for each.</summary>
public sealed class StartupCheckFailedException(IReadOnlyList<CheckFinding> findings)
    : Exception(string.Join(Environment.NewLine, findings.Select(finding => $"Check {finding.Name} failed: found {finding.Found}; expected {finding.Expected}. {finding.Remedy}")))
{
    /// <summary>What was found.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; } = findings;
}
