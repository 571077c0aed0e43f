using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Writes down that a row could not be sent: due again later, or, after the limit, a dead letter. A response that nobody waits for any more
/// is dropped then: there is nothing that anybody could do about it.
/// </summary>
internal sealed class RelayFailures(string name, int maxAttempts, MessagingInstruments instruments, TimeProvider time, ILogger logger)
{
    /// <returns>Whether the row was given up, so that the next one of its key may go.</returns>
    public async Task<bool> RecordAsync(
        IMessagingDatabase database, DbContext context, OutboxRow row, SendOutcome.Failed failed, CancellationToken cancellationToken)
    {
        instruments.SendFailed(name, failed.Exception);
        if (row.Attempts + 1 < maxAttempts)
        {
            await database.FailAsync(context, row, failed.Delay, Failure.Of(failed.Exception), cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (failed.Unroutable && AbandonedResponse.Is(row.Message))
        {
            await database.DeleteAsync(context, [row.Id], durable: true, cancellationToken).ConfigureAwait(false);
            instruments.ResponseDropped(name);
            RelayLog.ResponseDropped(logger, row.Message.MessageId, row.Id, row.Message.Destination, row.Attempts + 1);
            return true;
        }

        var letter = OutboxDeadLetter.Of(row, failed.Exception, time.GetUtcNow());
        if (!await database.BuryAsync(context, letter, cancellationToken).ConfigureAwait(false))
            return false;
        instruments.GivenUp(name);
        RelayLog.DeadLetter(logger, failed.Exception, row.Message.MessageId, row.Id, row.Message.Destination, row.Attempts + 1, letter.Id);
        return true;
    }
}
