namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Rows to send, ordered by id.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="NextDue">In how long the next scheduled row is due; <see langword="null"/> when there is none.</param>
internal sealed record FetchResult(IReadOnlyList<OutboxRow> Rows, TimeSpan? NextDue);
