using Messaging.EntityFrameworkCore.Inbox;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>What the first round trip of a task's transaction found.</summary>
/// <param name="Begun"><see langword="null"/>: there is no row of this task.</param>
/// <param name="Inbox">What the inbox said.</param>
internal sealed record TaskEntry(TaskBegun? Begun, InboxResult Inbox);
