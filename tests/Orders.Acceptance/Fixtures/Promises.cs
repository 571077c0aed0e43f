using Orders.Checker;

namespace Orders.Acceptance.Fixtures;

/// <summary>Ends a test with everything that must hold whatever the test did.</summary>
internal static class Promises
{
    public static async Task ShouldKeepItsPromisesAsync(
        this InstallationFixture installation, IReadOnlyCollection<Guid> accepted, CancellationToken cancellationToken, int deadLetters = 0)
    {
        var options = installation.Replicas.CheckerOptions(TimeSpan.FromSeconds(60)) with { Accepted = accepted, ExpectedDeadLetters = deadLetters };
        var report = await Check.RunAsync(options, TimeProvider.System, cancellationToken);
        report.Holds.ShouldBeTrue(report.ToText());
    }
}
