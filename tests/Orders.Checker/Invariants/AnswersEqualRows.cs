namespace Orders.Checker.Invariants;

/// <summary>What customers are told is what is stored.</summary>
internal sealed class AnswersEqualRows : IInvariant
{
    public string Name => "HTTP answers what the database holds";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen is { Rows: not null, Answers: not null };

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var answers = seen.Answers!.ToDictionary(answer => answer.Id);
        var missing = 0;
        foreach (var row in seen.Rows!)
        {
            if (!answers.Remove(row.Id, out var answer))
            {
                // Orders left out on purpose are missing without being wrong; more than those are not.
                if (++missing > seen.AnswersLeftOut)
                    yield return new Violation($"order {row.Id}", $"{row.Status} in the database, unknown to HTTP");
            }
            else if ((answer.Status, answer.Version, answer.Total) != (row.Status, row.Version, row.Total))
            {
                yield return new Violation($"order {row.Id}", $"HTTP says {Words(answer)}, the database {Words(row)}");
            }
        }

        foreach (var id in answers.Keys)
            yield return new Violation($"order {id}", "known to HTTP, but not in the database");
    }

    private static string Words(Recorded.RecordedOrder order) => $"{order.Status} version {order.Version} total {order.Total}";
}
