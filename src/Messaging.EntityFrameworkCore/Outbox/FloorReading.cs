namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A look at the writers of the outbox, in the order in which it was taken.</summary>
/// <param name="LastId">The last id that was drawn.</param>
/// <param name="Writers">The transactions that had begun to write to the outbox and had not ended, read after <paramref name="LastId"/>.</param>
/// <param name="Lowest">The lowest id of a ready row that was visible after that; <see langword="null"/> when there was none.</param>
internal sealed record FloorReading(long LastId, IReadOnlySet<string> Writers, long? Lowest);
