using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Which transports are away. Their rows are left in the database, untouched and uncounted, and one look after each pause finds out
/// whether the broker is back; the others flow.
/// </summary>
internal sealed class TransportPause(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TimeSpan Delay, long Until)> _paused = [];
    private readonly ConcurrentDictionary<string, long> _worked = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Schemes
    {
        get
        {
            lock (_lock)
                return [.. _paused.Where(pause => pause.Value.Until > time.GetTimestamp()).Select(pause => pause.Key)];
        }
    }

    public bool IsPaused(string scheme)
    {
        lock (_lock)
            return _paused.Count > 0 && _paused.TryGetValue(scheme, out var pause) && pause.Until > time.GetTimestamp();
    }

    /// <returns>Whether this is news; of a thousand messages that fail together the first one tells.</returns>
    public bool Pause(string scheme)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_paused.TryGetValue(scheme, out var pause) && pause.Until > now)
                return false;
            var delay = pause.Delay == default ? First : TimeSpan.FromTicks(Math.Min(pause.Delay.Ticks * 2, Longest.Ticks));
            _paused[scheme] = (delay, now + (long)(delay.TotalSeconds * time.TimestampFrequency));
            return true;
        }
    }

    /// <summary>Whether a message was confirmed after the given moment: then it is not the transport that keeps another one waiting.</summary>
    public bool WorkedSince(string scheme, long timestamp) => _worked.TryGetValue(scheme, out var worked) && worked > timestamp;

    public void Works(string scheme)
    {
        _worked[scheme] = time.GetTimestamp();
        lock (_lock)
            _paused.Remove(scheme);
    }
}
