using Orders.Checker.Recorded;

namespace Orders.Checker;

/// <summary>What was seen of an installation from outside. <see langword="null"/> means that nobody looked, not that nothing was there.</summary>
public sealed record Snapshot
{
    /// <summary>The orders whose acceptance a client was told of.</summary>
    public IReadOnlyCollection<Guid> Accepted { get; init; } = [];

    /// <summary>Whether <see cref="Accepted"/> names every order there may be: no other load, no outcome left unknown.</summary>
    public bool AcceptedIsAll { get; init; }

    /// <summary>The orders in the database.</summary>
    public IReadOnlyList<RecordedOrder>? Rows { get; init; }

    /// <summary>The orders that HTTP answered for.</summary>
    public IReadOnlyList<RecordedOrder>? Answers { get; init; }

    /// <summary>Orders that were not asked for over HTTP, because there are too many.</summary>
    public int AnswersLeftOut { get; init; }

    /// <summary>What is on hand, by SKU.</summary>
    public IReadOnlyDictionary<string, long>? Stock { get; init; }

    public IReadOnlyDictionary<string, long> SeededStock { get; init; } = new Dictionary<string, long>();

    public IReadOnlyList<RecordedPayment>? Payments { get; init; }

    public RecordedTopics? Topics { get; init; }

    /// <summary>What waits: due outbox rows, parked messages, queues, lag.</summary>
    public IReadOnlyList<Count> Backlogs { get; init; } = [];

    public IReadOnlyList<Count> DeadLetters { get; init; } = [];

    public long ExpectedDeadLetters { get; init; }

    public long? InboxRows { get; init; }

    /// <summary>What could not be looked at, in words.</summary>
    public IReadOnlyList<string> NotLookedAt { get; init; } = [];

    /// <summary>The database's orders, or HTTP's where no database can be read.</summary>
    public IReadOnlyList<RecordedOrder>? Orders => Rows ?? Answers;
}
