using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>What was asked for, what was promised, and what was seen, by those who stand outside.</summary>
internal sealed class CrashHistory
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _answers = new();
    private int _last;

    public ConcurrentDictionary<int, string> Attempts { get; } = new();

    public ConcurrentDictionary<int, bool> Promised { get; } = new();

    /// <summary>Messages in the order in which the broker got them: queue, key, number, sequence.</summary>
    public ConcurrentQueue<(string Queue, string Key, int Number, long Sequence)> Arrivals { get; } = new();

    /// <summary>Work on an ordered queue that a replica began, by its process, in the order in which it said so.</summary>
    public ConcurrentQueue<(int Pid, int Number)> Begun { get; } = new();

    /// <summary>The same of work that stands still in the middle, as the test wished.</summary>
    public ConcurrentQueue<(int Pid, int Number)> Standing { get; } = new();

    public (int Number, Task Answer) Attempt(string key)
    {
        var number = Interlocked.Increment(ref _last);
        Attempts[number] = key;
        return (number, _answers.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
    }

    public void Accepted(int number)
    {
        Promised[number] = true;
        Unanswered(number);
    }

    /// <summary>Whether it has happened is not known.</summary>
    public void Unanswered(int number) => _answers[number].TrySetResult();

    public void NoMoreAnswers()
    {
        foreach (var answer in _answers.Values)
            answer.TrySetResult();
    }

    public int Repeated => Arrivals.Count - Arrivals.Select(arrival => (arrival.Queue, arrival.Sequence)).Distinct().Count();

    /// <summary>Arrivals behind a successor of their key. The number in their header tells a receiver.</summary>
    /// <param name="repeated">Whether those are meant that had come before in their place, or those that had not.</param>
    public IReadOnlyList<string> OutOfOrder(bool repeated)
    {
        var found = new List<string>();
        foreach (var arrivals in Arrivals.GroupBy(arrival => (arrival.Queue, arrival.Key)))
        {
            var (last, seen) = (0L, new HashSet<long>());
            foreach (var arrival in arrivals)
            {
                if (!seen.Add(arrival.Sequence) == repeated && arrival.Sequence < last)
                    found.Add($"{arrival} came behind {last}");
                last = Math.Max(last, arrival.Sequence);
            }
        }

        return found;
    }

    /// <summary>Work of one key whose first arrivals are not in the order in which it was asked for, one after the other.</summary>
    public IReadOnlyList<string> Swapped(string queue) =>
        [.. Arrivals.Where(arrival => arrival.Queue == queue).GroupBy(arrival => arrival.Key)
            .SelectMany(arrivals =>
            {
                var numbers = arrivals.Select(arrival => arrival.Number).Distinct().ToList();
                return numbers.Zip(numbers.Skip(1)).Where(pair => pair.First > pair.Second).Select(pair => $"{queue} {arrivals.Key}: {pair.First} before {pair.Second}");
            })];
}
