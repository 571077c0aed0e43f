using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// An id below which no ready row is and none can come, so that a look into the table does not wade through the rows that were delivered and
/// that an old transaction somewhere keeps PostgreSQL from removing: after some minutes that would be hundreds of thousands, at each look.
/// An id may be drawn long before its row is committed, and a successor must never be seen before it. So the floor passes an id only when
/// every transaction that was writing after that id was drawn has ended.
/// </summary>
internal sealed class RelayFloor(TimeProvider time)
{
    private const int ReadingsToOne = 60;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private FloorReading? _pending;
    private long? _read;
    private int _taken;

    /// <summary>Ready rows have this id or a higher one.</summary>
    public long Value { get; private set; }

    /// <summary>Looks into the table from the floor on, which is raised first, when it is time.</summary>
    public async Task<FetchResult> FetchAsync(IMessagingDatabase database, DbContext context, FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (database is IOutboxFloor floor && (_read is not { } read || time.GetElapsedTime(read) >= Interval))
            {
                Take(await floor.ReadFloorAsync(context, Value, cancellationToken).ConfigureAwait(false));
                _read = time.GetTimestamp();
            }

            return await database.FetchAsync(context, request with { Floor = Value }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What answers next may be another server, whose ids lie behind.
            Reset();
            throw;
        }
    }

    public void Take(FloorReading reading)
    {
        // Whatever may have happened to the sequence, a row waits no longer than this.
        if (reading.LastId + 1 < Value || ++_taken % ReadingsToOne == 0)
        {
            Reset();
            return;
        }

        if (_pending is { } pending)
        {
            if (pending.Writers.Overlaps(reading.Writers))
                return;
            Value = Math.Max(Value, Math.Min(pending.LastId + 1, reading.Lowest ?? long.MaxValue));
        }

        _pending = reading;
    }

    private void Reset() => (Value, _pending) = (0, null);
}
