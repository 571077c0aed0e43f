using System.Collections.Concurrent;
using Messaging.DeadLetters;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>Keeps dead letters as the contract says: each identity once. A test can have it fail before or after it has committed.</summary>
public sealed class MemoryStore : IDeadLetterStore
{
    private readonly ConcurrentDictionary<string, DeadLetter> _letters = new(StringComparer.Ordinal);
    private int _calls;

    public IReadOnlyList<DeadLetter> Letters => [.. _letters.Values];

    public int Calls => Volatile.Read(ref _calls);

    public Func<IReadOnlyList<DeadLetter>, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<IReadOnlyList<DeadLetter>, Task> After { get; set; } = _ => Task.CompletedTask;

    public async Task<int> AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Before(letters);
        var added = letters.Count(letter => _letters.TryAdd($"{letter.SourceSystem} {letter.Source} {letter.SourceIdentity}", letter));
        await After(letters);
        return added;
    }
}
