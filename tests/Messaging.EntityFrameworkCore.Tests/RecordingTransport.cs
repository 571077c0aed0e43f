using System.Collections.Concurrent;
using System.Text;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A destination whose every attempt is recorded, and which a test can make fail.</summary>
public sealed class RecordingTransport : IOutboxTransport
{
    private readonly ConcurrentDictionary<(string, string), int> _inFlight = new();
    private int _count;

    public ConcurrentQueue<OutboxMessage> Confirmed { get; } = new();

    public ConcurrentQueue<string> Overtaken { get; } = new();

    /// <summary>Off for runs with more messages than memory should hold: then they are only counted.</summary>
    public bool KeepsBodies { get; set; } = true;

    public int Count => Volatile.Read(ref _count);

    public Func<OutboxMessage, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public IEnumerable<string> Texts => Confirmed.Select(message => Encoding.UTF8.GetString(message.Body.Span));

    public Func<Uri, bool> Takes { get; set; } = destination => destination.Scheme == "topic";

    public bool Handles(Uri destination) => Takes(destination);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var key = (message.Destination.ToString(), message.OrderingKey ?? message.MessageId.ToString());
        if (_inFlight.AddOrUpdate(key, 1, (_, n) => n + 1) > 1)
            Overtaken.Enqueue($"two unconfirmed messages of {key}");
        try
        {
            await Before(message, cancellationToken);
            await Task.Yield();
            if (KeepsBodies)
                Confirmed.Enqueue(message);
            Interlocked.Increment(ref _count);
        }
        finally
        {
            _inFlight.AddOrUpdate(key, 0, (_, n) => n - 1);
        }
    }
}
