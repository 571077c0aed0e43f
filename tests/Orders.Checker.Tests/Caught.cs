using Orders.Checker.Invariants;

namespace Orders.Checker.Tests;

/// <summary>Asserts that a damage is seen, and by which invariant.</summary>
internal static class Caught
{
    /// <summary>
    /// The named invariant sees it and no other does. Both halves matter: if the invariant were removed, or looked away, nobody
    /// would notice the damage, and this fails.
    /// </summary>
    public static void ShouldBeCaughtBy(this Snapshot seen, string invariant, string what)
    {
        var report = Check.Judge(seen);
        report.Holds.ShouldBeFalse();
        var violated = report.Findings.Where(finding => finding.Result == Finding.Violated).ToList();
        violated.Select(finding => finding.Invariant).ShouldBe([invariant]);
        violated[0].Examples.ShouldContain(example => example.Contains(what));
        Report.Of(seen, All.Invariants.Where(one => one.Name != invariant)).Holds.ShouldBeTrue();
    }
}
