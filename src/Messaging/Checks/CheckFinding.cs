namespace Messaging.Checks;

/// <summary>One row of the table of checks.</summary>
/// <param name="Name">The check, under which <c>Checks:NAME</c> sets its mode; several findings may come from one.</param>
/// <param name="State">How it ended.</param>
/// <param name="Found">What there is, and of which endpoint, queue or server.</param>
/// <param name="Expected">What there should be.</param>
/// <param name="Remedy">The key or the action that changes it; empty when nothing is to be done.</param>
public sealed record CheckFinding(string Name, CheckState State, string Found, string Expected, string Remedy)
{
    /// <summary>As it should be.</summary>
    public static CheckFinding Good(string name, string found, string expected) => new(name, CheckState.Good, found, expected, "");

    /// <summary>Not as it should be; the check's mode makes a warning of it, or nothing.</summary>
    public static CheckFinding Bad(string name, string found, string expected, string remedy) => new(name, CheckState.Failed, found, expected, remedy);

    /// <summary>It could not be found out.</summary>
    public static CheckFinding Unknown(string name, string why, string expected, string remedy) => new(name, CheckState.Unknown, why, expected, remedy);
}
