using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A message as it lies in the outbox.</summary>
internal sealed record OutboxRow(long Id, int Partition, int Attempts, bool Expired, OutboxMessage Message);
