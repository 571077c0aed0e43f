using Microsoft.Extensions.Logging;

namespace Messaging.Redis;

/// <summary>Every log line of this library; ids 5000-5999.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(5000, LogLevel.Information, "Redis at {Host} answers; version {Version}")]
    public static partial void Connected(this ILogger logger, string host, string version);

    [LoggerMessage(5001, LogLevel.Warning, "Redis at {Host} ({Key}) does not answer: {Reason}. Trying again; start it, or correct the key")]
    public static partial void Disconnected(this ILogger logger, string host, string key, string reason);

    [LoggerMessage(5002, LogLevel.Warning, "Redis at {Host} is not set up for this: {Objection}")]
    public static partial void ServerObjection(this ILogger logger, string host, string objection);

    [LoggerMessage(5010, LogLevel.Information, "Consumer {Consumer} takes from {Endpoint}")]
    public static partial void EndpointRuns(this ILogger logger, string endpoint, string consumer);

    [LoggerMessage(5011, LogLevel.Warning, "{Endpoint} can't take messages and tries again: {Reason}")]
    public static partial void EndpointFailed(this ILogger logger, string endpoint, string reason);

    [LoggerMessage(5012, LogLevel.Warning, "{Endpoint}: its group or its consumer is gone, somebody has deleted it or everything; made anew")]
    public static partial void MadeAnew(this ILogger logger, string endpoint);

    [LoggerMessage(5013, LogLevel.Information, "{Endpoint} has stopped")]
    public static partial void EndpointStopped(this ILogger logger, string endpoint);

    [LoggerMessage(5014, LogLevel.Warning, "{Endpoint}: {Count} messages were taken over by other consumers, because this one gave no sign of life")]
    public static partial void Lost(this ILogger logger, string endpoint, int count);

    [LoggerMessage(5015, LogLevel.Warning, "{Endpoint}: {Count} messages have been in work for more than {Deadline} and are given to others")]
    public static partial void Overdue(this ILogger logger, string endpoint, int count, TimeSpan deadline);

    [LoggerMessage(5016, LogLevel.Warning, "{Endpoint}: {Count} finished messages are not acknowledged yet; trying again: {Reason}")]
    public static partial void NotAcknowledged(this ILogger logger, string endpoint, int count, string reason);

    [LoggerMessage(5017, LogLevel.Warning, "{Endpoint}: messages in work were not renewed: {Reason}")]
    public static partial void NotRenewed(this ILogger logger, string endpoint, string reason);

    [LoggerMessage(5018, LogLevel.Warning, "{Endpoint}: what was not done is not given back, others take it over later: {Reason}")]
    public static partial void NotGivenBack(this ILogger logger, string endpoint, string reason);

    [LoggerMessage(5019, LogLevel.Error, "{Endpoint}: {Count} messages were trimmed from the stream before they were acknowledged; they are lost")]
    public static partial void TrimmedAway(this ILogger logger, string endpoint, long count);

    [LoggerMessage(5020, LogLevel.Warning, "{Endpoint}: consumer {Consumer} gives no sign of life; {Count} of its messages are returned")]
    public static partial void Returned(this ILogger logger, string endpoint, string consumer, long count);

    [LoggerMessage(5030, LogLevel.Warning, "{Endpoint} {Id} failed at delivery {Delivery} and is tried again in {Delay}: {ExceptionType}")]
    public static partial void TriedAgain(
        this ILogger logger, Exception exception, string endpoint, string id, int delivery, TimeSpan delay, string exceptionType);

    [LoggerMessage(5031, LogLevel.Error, "{Endpoint} {Id} is a dead letter in {DeadStream}: {ExceptionType}: {Reason}")]
    public static partial void DeadLettered(
        this ILogger logger, string endpoint, string id, string deadStream, string exceptionType, string reason);

    [LoggerMessage(5032, LogLevel.Warning, "{Endpoint} {Id} waits for Redis: {Reason}")]
    public static partial void Waits(this ILogger logger, string endpoint, string id, string reason);

    [LoggerMessage(5040, LogLevel.Information, "{Count} dead letters of {Stream} were moved to the table of dead letters")]
    public static partial void Collected(this ILogger logger, int count, string stream);

    [LoggerMessage(5041, LogLevel.Warning, "Dead letters of {Stream} were not moved and stay there; trying again: {Reason}")]
    public static partial void NotCollected(this ILogger logger, string stream, string reason);

    [LoggerMessage(5050, LogLevel.Warning, "The channel {Channel} is not subscribed to yet; trying again: {Reason}")]
    public static partial void NotSubscribed(this ILogger logger, string channel, string reason);

    [LoggerMessage(5051, LogLevel.Warning, "A message of the channel {Channel} was not handled and is gone")]
    public static partial void NotHandled(this ILogger logger, Exception exception, string channel);

    [LoggerMessage(5060, LogLevel.Information, "RedisDuplicate: {Endpoint} has consumed message {MessageKey} before; it has no effect again")]
    public static partial void Duplicate(this ILogger logger, string endpoint, string messageKey);

    [LoggerMessage(5061, LogLevel.Warning, "A message on {Endpoint} has no id: it is consumed at least once. Let the sender set one, or allow HashBody")]
    public static partial void Unidentified(this ILogger logger, string endpoint);

    [LoggerMessage(5062, LogLevel.Warning, "{Endpoint} knows messages without an id by a hash of their body: within {Window} two equal bodies count as one")]
    public static partial void HashesBodies(this ILogger logger, string endpoint, TimeSpan window);

    [LoggerMessage(5063, LogLevel.Warning, "{Endpoint}: the claim on message {MessageKey} was lost while it was in work (expired, evicted or flushed); it may run twice")]
    public static partial void ClaimLost(this ILogger logger, string endpoint, string messageKey);

    [LoggerMessage(5064, LogLevel.Warning, "{Endpoint}: idempotency keys can't be read or written now, messages wait: {Reason}")]
    public static partial void IdempotencyWaits(this ILogger logger, string endpoint, string reason);
}
