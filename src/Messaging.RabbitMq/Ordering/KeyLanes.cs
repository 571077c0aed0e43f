using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>Lines up messages of the same key behind each other, in the order in which they come here.</summary>
internal sealed class KeyLanes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    /// <summary>How many keys have messages in line or in work.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _last.Count;
        }
    }

    public Turn LineUp(OrderedKey key)
    {
        var name = key.Partition is null ? Convert.ToBase64String(key.Key.Span) : "";
        lock (_lock)
        {
            var turn = new Turn(this, name, _last.GetValueOrDefault(name, Task.CompletedTask));
            _last[name] = turn.Over;
            return turn;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_lock)
        {
            if (_last.TryGetValue(turn.Key, out var last) && last == turn.Over)
                _last.Remove(turn.Key);
        }
    }

    /// <summary>A message's place in the line of its key, until it is disposed of.</summary>
    internal sealed class Turn(KeyLanes lanes, string key, Task before) : IDisposable
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public Task Over => _over.Task;

        /// <summary>Completes when everything before it is over.</summary>
        public Task ComesAsync(CancellationToken cancellationToken) => before.WaitAsync(cancellationToken);

        // Who leaves the line early must not let the next one pass whoever is before them both.
        public void Dispose()
        {
            if (before.IsCompleted)
                End();
            else
                _ = before.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        private void End()
        {
            lanes.Leave(this);
            _over.TrySetResult();
        }
    }
}
