using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

internal static partial class RelayLog
{
    [LoggerMessage(2201, LogLevel.Warning, "The transport of {Scheme}: is away; its messages stay in the outbox and go on when it is back: {Reason}")]
    public static partial void TransportAway(ILogger logger, string scheme, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "Message {MessageId} (outbox row {Id}) to {Destination} could not be sent, attempt {Attempt}; tried again in {Delay}, its successors with the same key wait")]
    public static partial void SendFailed(ILogger logger, Exception exception, Guid messageId, long id, Uri destination, int attempt, TimeSpan delay);

    [LoggerMessage(2207, LogLevel.Warning, "Message {MessageId} (outbox row {Id}) to {Destination} could not be sent again, attempt {Attempt}; tried again in {Delay}: {Reason}")]
    public static partial void SendFailedAgain(ILogger logger, Guid messageId, long id, Uri destination, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "The outbox can't be read now; tried again: {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string reason);

    [LoggerMessage(2204, LogLevel.Information, "Message {MessageId} (outbox row {Id}) to {Destination} expired before it could be sent and is dropped, as its sender asked")]
    public static partial void Expired(ILogger logger, Guid messageId, long id, Uri destination);

    [LoggerMessage(2209, LogLevel.Warning, "Response {MessageId} (outbox row {Id}) to {Destination} reached nobody in {Attempts} attempts and is dropped: whoever asked is gone, and its temporary address with it")]
    public static partial void ResponseDropped(ILogger logger, Guid messageId, long id, Uri destination, int attempts);

    [LoggerMessage(2208, LogLevel.Debug, "The outbox could not be measured: {Reason}")]
    public static partial void NotMeasured(ILogger logger, string reason);

    [LoggerMessage(2206, LogLevel.Error, "Message {MessageId} (outbox row {Id}) to {Destination} could not be sent in {Attempts} attempts and is dead letter {DeadLetter} now; the next message of its key goes")]
    public static partial void DeadLetter(ILogger logger, Exception exception, Guid messageId, long id, Uri destination, int attempts, Guid deadLetter);

    [LoggerMessage(2205, LogLevel.Warning, "The inbox could not be maintained; tried again in {Delay}: {Reason}")]
    public static partial void HousekeepingFailed(ILogger logger, TimeSpan delay, string reason);
}
