using System.Collections.Concurrent;
using Messaging.DeadLetters;

namespace Messaging.Redis.Tests.Support;

/// <summary>A table of dead letters in memory, with its one rule: each once.</summary>
public sealed class KeptLetters : IDeadLetterStore
{
    private readonly ConcurrentDictionary<(string, string, string), DeadLetter> _letters = new();

    public IReadOnlyList<DeadLetter> All => [.. _letters.Values];

    public bool Away { get; set; }

    public Task<int> AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        Away
            ? throw new TimeoutException("The database is away.")
            : Task.FromResult(letters.Count(letter => _letters.TryAdd((letter.SourceSystem, letter.Source, letter.SourceIdentity), letter)));
}
