namespace Orders.Checker.Invariants;

/// <summary>Dead letters are exactly the poison that was put in: fewer means that one was swallowed.</summary>
internal sealed class DeadLettersExpected : IInvariant
{
    public string Name => "dead letters are exactly the expected ones";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen.DeadLetters.Count > 0;

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var sum = seen.DeadLetters.Sum(place => place.Number);
        if (sum == seen.ExpectedDeadLetters)
            yield break;
        yield return new Violation("in all", $"{sum}, expected {seen.ExpectedDeadLetters}");
        foreach (var place in seen.DeadLetters.Where(place => place.Number != 0))
            yield return new Violation(place.Place, $"{place.Number}");
    }
}
