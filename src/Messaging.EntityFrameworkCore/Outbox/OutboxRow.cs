using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A message as it lies in the outbox.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Partition">The lease partition it belongs to.</param>
/// <param name="Attempts">How many attempts to send it have failed.</param>
/// <param name="Expired">Whether its time to live is over.</param>
/// <param name="Message">What to send; of a broken row, what of it can be read.</param>
/// <param name="Broken">Why the row can't be read, such as an address that is none; it fails alone, and not the batch it was read with.</param>
/// <param name="Lateness">How long ago it was due, at the first attempt of a scheduled message.</param>
internal sealed record OutboxRow(long Id, int Partition, int Attempts, bool Expired, OutboxMessage Message, Exception? Broken = null, TimeSpan? Lateness = null);
