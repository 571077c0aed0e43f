using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What this relay has in its hands: rows by destination and key, of which one at a time is with the broker. Not safe for several threads;
/// the relay guards it.
/// </summary>
internal sealed class RelayWork
{
    private const int Remembered = 10_000;

    private readonly Dictionary<long, OutboxRow> _rows = [];
    private readonly Dictionary<(string Destination, string Key), Queue<OutboxRow>> _waiting = [];

    private readonly HashSet<long> _endedMeanwhile = [];
    private readonly HashSet<(string Destination, string Key)> _releasedMeanwhile = [];
    private readonly HashSet<long> _fetched = [];
    private readonly Queue<long> _fetchedInOrder = new();
    private readonly HashSet<long> _confirmed = [];
    private bool _fetching;

    public int Count => _rows.Count;

    /// <summary>How many are with a broker, or wait for one of their key that is.</summary>
    public int Unconfirmed => _rows.Count - _confirmed.Count;

    /// <summary>
    /// How many may come. Those that only have to be deleted take no room of those that are to be sent, unless a slow database lets them pile up.
    /// </summary>
    public int RoomOf(int maxInFlight) => Math.Max(0, Math.Min(maxInFlight - Unconfirmed, (2 * maxInFlight) - Count));

    /// <summary>
    /// What a fetch must leave out. Until <see cref="EndFetch"/> it is remembered which rows end, since the fetch may still have seen them, and
    /// which keys were released: the fetch has left out their first row and may have seen its successor, which must not leave before it.
    /// </summary>
    public long[] BeginFetch()
    {
        _fetching = true;
        return [.. _rows.Keys];
    }

    public void EndFetch()
    {
        _fetching = false;
        _endedMeanwhile.Clear();
        _releasedMeanwhile.Clear();
    }

    /// <summary>Takes in a row that was just committed, unless a fetch has seen it before its own process heard of the commit.</summary>
    public NewRowFate AcceptNew(OutboxRow row) =>
        _fetched.Contains(row.Id) ? NewRowFate.Known : Accept(row) ? NewRowFate.ToSend : NewRowFate.Left;

    /// <summary>Takes in a row that was fetched.</summary>
    public bool AcceptFetched(OutboxRow row)
    {
        if (row.Message.OrderingKey is null && _fetched.Add(row.Id))
        {
            _fetchedInOrder.Enqueue(row.Id);
            if (_fetchedInOrder.Count > Remembered)
                _fetched.Remove(_fetchedInOrder.Dequeue());
        }

        return Accept(row);
    }

    /// <summary>Takes a row in.</summary>
    /// <returns>Whether it can be sent now; otherwise an earlier one of its key is with the broker, or has to come first.</returns>
    private bool Accept(OutboxRow row)
    {
        var known = KeyOf(row);
        if (_endedMeanwhile.Contains(row.Id) || (known is { } released && _releasedMeanwhile.Contains(released)) || !_rows.TryAdd(row.Id, row))
            return false;
        if (known is not { } key)
            return true;
        if (_waiting.TryGetValue(key, out var queue))
        {
            queue.Enqueue(row);
            return false;
        }

        _waiting.Add(key, new Queue<OutboxRow>());
        return true;
    }

    /// <summary>The broker has a row, which is to be deleted: <see cref="Finish"/> follows.</summary>
    public void Confirm(OutboxRow row) => _confirmed.Add(row.Id);

    /// <summary>A row that was confirmed is gone from the database.</summary>
    /// <returns>The next one of its key, which may be sent now.</returns>
    public OutboxRow? Finish(OutboxRow row)
    {
        End(row);
        if (KeyOf(row) is not { } key)
            return null;
        if (_waiting[key].TryDequeue(out var next))
            return next;
        _waiting.Remove(key);
        return null;
    }

    /// <summary>A row was not sent: it and its successors go back to the database, which says when they are due again.</summary>
    public void Release(OutboxRow row)
    {
        End(row);
        if (KeyOf(row) is not { } key || !_waiting.Remove(key, out var queue))
            return;
        if (_fetching)
            _releasedMeanwhile.Add(key);
        foreach (var successor in queue)
            End(successor);
    }

    public bool HasAnyOf(int partition) => _rows.Values.Any(row => row.Partition == partition);

    private void End(OutboxRow row)
    {
        _rows.Remove(row.Id);
        _confirmed.Remove(row.Id);
        if (_fetching)
            _endedMeanwhile.Add(row.Id);
    }

    private static (string, string)? KeyOf(OutboxRow row) =>
        row.Message.OrderingKey is { } key ? (row.Message.Destination.ToString(), key) : null;
}
