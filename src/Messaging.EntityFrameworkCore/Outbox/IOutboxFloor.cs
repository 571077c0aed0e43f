using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Says which ids can't appear in the outbox any more, where a database leaves dead rows in the way of a look-up.</summary>
internal interface IOutboxFloor
{
    /// <summary>Reads who writes to the outbox, and the lowest ready row from a floor on.</summary>
    Task<FloorReading> ReadFloorAsync(DbContext context, long floor, CancellationToken cancellationToken);
}
