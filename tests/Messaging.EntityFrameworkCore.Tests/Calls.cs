using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What was called or received, as a history.</summary>
public sealed class Calls
{
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>What consumers of "slow" notes wait for.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> All => [.. _calls];

    public void Add(string call) => _calls.Enqueue(call);

    public int Count(string call) => _calls.Count(known => known == call);
}
