using System.Collections.Concurrent;

namespace Orders.Acceptance.Support.Load;

/// <summary>Everything the clients of a run did and were told. What the service is judged by; the service itself adds nothing to it.</summary>
public sealed class LoadHistory
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private int _accepted;

    public IReadOnlyCollection<Attempt> Attempts => _attempts;

    /// <summary>What a client was told that it must never be told.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>How many orders were accepted so far.</summary>
    public int AcceptedSoFar => Volatile.Read(ref _accepted);

    /// <summary>The accepted orders, by id. A key that was answered with two ids has two entries, and is a complaint too.</summary>
    public IReadOnlyDictionary<Guid, PlannedOrder> Accepted =>
        _attempts.Where(attempt => attempt.OrderId is not null).DistinctBy(attempt => attempt.OrderId).ToDictionary(attempt => attempt.OrderId!.Value, attempt => attempt.Order);

    /// <summary>Orders that were tried and whose fate no client ever learned.</summary>
    public IReadOnlyCollection<PlannedOrder> Unresolved =>
        [.. _attempts.GroupBy(attempt => attempt.Order).Where(attempts => attempts.All(attempt => attempt.Outcome is not (Outcome.Accepted or Outcome.Refused))).Select(attempts => attempts.Key)];

    public int Count(Outcome outcome) => _attempts.Count(attempt => attempt.Outcome == outcome);

    public void Add(Attempt attempt)
    {
        _attempts.Enqueue(attempt);
        if (attempt is { Outcome: Outcome.Accepted, IsRepeat: false })
            Interlocked.Increment(ref _accepted);
        if (attempt.Outcome is Outcome.Refused)
            Complain($"{attempt.Order.Key} ({attempt.Order.Kind}) was refused with {attempt.Status}");
    }

    public void Complain(string complaint) => _complaints.Enqueue(complaint);

    /// <summary>Looks for what can only be seen in the whole: two answers to one key.</summary>
    public IEnumerable<string> AllComplaints() =>
    [
        .. _complaints,
        .. from answers in _attempts.Where(attempt => attempt.OrderId is not null).GroupBy(attempt => attempt.Order.Key)
           where answers.DistinctBy(answer => answer.OrderId).Count() > 1
           select $"{answers.Key} was answered with several orders: {string.Join(", ", answers.Select(answer => answer.OrderId).Distinct())}",
        .. Unresolved.Select(order => $"{order.Key} was never answered"),
    ];
}
