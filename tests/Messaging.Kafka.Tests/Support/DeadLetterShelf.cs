using System.Collections.Concurrent;
using Messaging.DeadLetters;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A store that outlives the services of a test, and fails where the test wants it.</summary>
public sealed class DeadLetterShelf : IDeadLetterStore
{
    private readonly ConcurrentDictionary<(string, string, string), DeadLetter> _letters = new();

    public IReadOnlyList<DeadLetter> Letters => [.. _letters.Values.OrderBy(l => l.SourcePartition).ThenBy(l => l.SourceOffset)];

    /// <summary>How many were offered, those that were there already included.</summary>
    public int Offered { get; private set; }

    public Func<CancellationToken, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> AfterCommit { get; set; } = _ => Task.CompletedTask;

    public async Task<int> AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        await BeforeCommit(cancellationToken);
        var added = letters.Count(l => _letters.TryAdd((l.SourceSystem, l.Source, l.SourceIdentity), l));
        Offered += letters.Count;
        await AfterCommit(cancellationToken);
        return added;
    }
}
