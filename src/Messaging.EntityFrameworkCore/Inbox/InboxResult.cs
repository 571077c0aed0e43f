namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>What the inbox said.</summary>
/// <param name="IsNew">For each entry, in order: <see langword="false"/> for a message that was consumed before.</param>
/// <param name="TransactionId">By which the outcome of a lost COMMIT can be asked for.</param>
internal sealed record InboxResult(IReadOnlyList<bool> IsNew, string? TransactionId);
