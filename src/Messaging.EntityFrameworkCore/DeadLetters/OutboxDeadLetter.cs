using System.Diagnostics;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>An outbox row that is given up: what its dead letter says beside what is in the row itself.</summary>
/// <param name="Id">The dead letter's id, a UUID of version 7.</param>
/// <param name="RowId">The outbox row.</param>
/// <param name="Attempts">How many attempts had failed when the row was read; whoever recorded another one since has taken over.</param>
/// <param name="Failure">Why the last attempt failed.</param>
/// <param name="ConversationId">The conversation the message belongs to.</param>
/// <param name="Headers">The headers as JSON.</param>
/// <param name="Properties">What the transport needs beside headers, as JSON.</param>
/// <param name="TraceId">The trace of whoever wrote the row.</param>
/// <param name="ReplayOf">The dead letter whose replay it is.</param>
internal sealed record OutboxDeadLetter(
    Guid Id, long RowId, int Attempts, Failure Failure, Guid? ConversationId, string Headers, string Properties, string? TraceId, Guid? ReplayOf)
{
    public static OutboxDeadLetter Of(OutboxRow row, Exception exception, DateTimeOffset now)
    {
        var message = row.Message;
        return new OutboxDeadLetter(
            Guid.CreateVersion7(now),
            row.Id,
            row.Attempts,
            Failure.Of(exception),
            Guid.TryParse(message.Properties.GetValueOrDefault(OutboxProperties.ConversationId)?.ToString(), out var conversation) ? conversation : null,
            StorableJson.Of(message.Headers),
            StorableJson.Of(message.Properties),
            ActivityContext.TryParse(message.TraceParent, message.TraceState, out var writer) ? writer.TraceId.ToHexString() : null,
            Guid.TryParse(message.Headers.GetValueOrDefault(MessagingHeaders.ReplayOf)?.ToString(), out var replayed) ? replayed : null);
    }
}
