using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq;

/// <summary>Log lines of ordered queues: 2410-2429.</summary>
internal static partial class OrderedQueueLog
{
    [LoggerMessage(2410, LogLevel.Warning,
        "A key of the ordered queue {Queue} is parked: its message {MessageId} failed with {ExceptionType} and is tried again in {Delay} (Endpoints:{Queue}:Failures:Redelivery); what follows in the key waits, other keys go on")]
    public static partial void KeyParked(ILogger logger, string queue, Guid messageId, TimeSpan delay, string exceptionType);

    [LoggerMessage(2411, LogLevel.Error,
        "A key of the ordered queue {Queue} is held: its message {MessageId} became a dead letter. Replay it, or release the key in /ops/api/parked-keys; what follows in the key waits until then")]
    public static partial void KeyHeld(ILogger logger, string queue, Guid messageId);

    [LoggerMessage(2412, LogLevel.Warning,
        "Message {MessageId} of the ordered queue {Queue} is held back, because the parked store can't take it: {Reason}. Its key waits; it goes on by itself when the database answers or parked keys are released")]
    public static partial void Waits(ILogger logger, Guid messageId, string queue, string reason);

    [LoggerMessage(2420, LogLevel.Warning,
        "All messages of the ordered queue {Queue} are held back, because the database can't be told that this replica consumes it now: {Reason}. They go on by themselves when it answers")]
    public static partial void ClaimWaits(ILogger logger, string queue, string reason);

    [LoggerMessage(2413, LogLevel.Warning,
        "The ordered queue {Queue} has no transactional inbox, so nobody looks whether a key is parked and order is lost after a failure. Call UseTransactionalInbox on its endpoint")]
    public static partial void WithoutInbox(ILogger logger, string queue);

    [LoggerMessage(2414, LogLevel.Information, "Another replica consumes the ordered queue {Queue} now; what this one still held had no effect and comes there")]
    public static partial void Fenced(ILogger logger, string queue);

    [LoggerMessage(2415, LogLevel.Information, "A copy of message {MessageId} came again on the ordered queue {Queue} after its place had passed; it has no effect")]
    public static partial void AlreadyFinished(ILogger logger, string queue, Guid? messageId);

    [LoggerMessage(2416, LogLevel.Warning, "The channel of the ordered queue {Queue} could not be closed: {Reason}. The broker closes it when the connection ends, and delivers its messages again")]
    public static partial void NotClosed(ILogger logger, string queue, string reason);

    [LoggerMessage(2417, LogLevel.Warning,
        "The broker did not confirm within {Limit}, a sixth of ShutdownTimeout in UseOrderedQueue, that the channel of the ordered queue {Queue} is closed. The stop goes on; the broker closes it with the connection and delivers again what was not acknowledged")]
    public static partial void NotClosedInTime(ILogger logger, string queue, TimeSpan limit);

    [LoggerMessage(2418, LogLevel.Warning,
        "{Count} messages of the ordered queue {Queue} were still in work {Limit} after the stop began. They are given back and come again to the next consumer; StopTimeout and ShutdownTimeout in UseOrderedQueue give them more time")]
    public static partial void NotDrained(ILogger logger, string queue, int count, TimeSpan limit);

    [LoggerMessage(2419, LogLevel.Warning,
        "Parked messages of the ordered queue {Queue} were still in work {Limit} after the stop began. Their keys are taken over when their leases end; consumers should end with their cancellation tokens")]
    public static partial void ParkedNotDone(ILogger logger, string queue, TimeSpan limit);
}
