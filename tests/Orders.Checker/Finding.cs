namespace Orders.Checker;

/// <summary>What became of one invariant.</summary>
/// <param name="Invariant">The promise.</param>
/// <param name="Result">OK, VIOLATED or NOT LOOKED AT.</param>
/// <param name="Violations">How often it is broken.</param>
/// <param name="Examples">The first few.</param>
/// <param name="MayHeal">Whether waiting can still help.</param>
public sealed record Finding(string Invariant, string Result, int Violations, IReadOnlyList<string> Examples, bool MayHeal)
{
    public const string Ok = "OK";
    public const string Violated = "VIOLATED";
    public const string NotLookedAt = "NOT LOOKED AT";
}
