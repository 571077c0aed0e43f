namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a relay asks for when it renews.</summary>
/// <param name="Owner">This relay; new for each start of a process.</param>
/// <param name="Duration">How long the leases last.</param>
/// <param name="GiveBack">Partitions that it has stopped sending from and returns.</param>
internal sealed record LeaseRequest(Guid Owner, TimeSpan Duration, IReadOnlyCollection<int> GiveBack);
