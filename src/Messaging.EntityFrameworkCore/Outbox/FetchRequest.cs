namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Which rows a relay wants.</summary>
/// <param name="Partitions">The partitions it holds.</param>
/// <param name="InFlight">Rows it already has.</param>
/// <param name="PausedSchemes">Schemes of destinations whose transport is away.</param>
/// <param name="Limit">At most so many rows.</param>
/// <param name="Floor">No row that is ready has a lower id; see <see cref="RelayFloor"/>.</param>
internal sealed record FetchRequest(
    IReadOnlyCollection<int> Partitions, IReadOnlyCollection<long> InFlight, IReadOnlyCollection<string> PausedSchemes, int Limit, long Floor = 0);
