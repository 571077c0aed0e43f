using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Log lines of the collector: 2400-2409.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(2400, LogLevel.Warning,
        "Dead letters are not collected for {Delay}; they stay in their queues on RabbitMQ and nothing is lost: {Reason}. Check the database and ConnectionStrings:RabbitMq")]
    public static partial void Interrupted(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(2401, LogLevel.Warning,
        "A message of {Queue} (id {MessageId}) reached the queue's delivery limit without an exception and was put back. If it comes again, its consumer or its connection dies of it")]
    public static partial void PutBack(ILogger logger, string queue, string? messageId);

    [LoggerMessage(2402, LogLevel.Warning, "{Count} dead letters could not be stored together and are stored one by one: {Reason}")]
    public static partial void OneByOne(ILogger logger, int count, string reason);
}
