using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>What the consumer does for a piece of work, and what it has done.</summary>
public sealed class WorkScript
{
    /// <summary>Longer than a test waits for anything: a test that fails before it lets a task go on would never end else.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public ConcurrentDictionary<string, Func<ConsumeContext<Work>, Task>> Parts { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Name, int Attempt)> Runs { get; } = new();

    public int Count(string name) => Runs.Count(run => run.Name == name);
}
