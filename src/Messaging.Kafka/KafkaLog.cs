using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Every log line of the rider; ids 3000-3999.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(3000, LogLevel.Information, "Kafka at {Servers} answers")]
    public static partial void Connected(this ILogger logger, string servers);

    [LoggerMessage(3001, LogLevel.Warning, "Kafka at {Servers} does not answer: {Reason}. Trying again")]
    public static partial void Disconnected(this ILogger logger, string servers, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "Looking after Kafka at {Servers} failed; trying again")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, string servers);

    [LoggerMessage(3003, LogLevel.Information, "The lag of {Group} in {Topic} is not known: {Reason}")]
    public static partial void LagUnknown(this ILogger logger, string topic, string group, string reason);

    [LoggerMessage(3010, LogLevel.Information, "Consumer of {Topic} in group {Group} got partitions {Partitions}")]
    public static partial void Assigned(this ILogger logger, string topic, string group, string partitions);

    [LoggerMessage(3011, LogLevel.Information, "Consumer of {Topic} in group {Group} gives up partitions {Partitions}")]
    public static partial void Revoked(this ILogger logger, string topic, string group, string partitions);

    [LoggerMessage(3012, LogLevel.Warning, "Consumer of {Topic} in group {Group} has lost partitions {Partitions}; what is in work is abandoned")]
    public static partial void Lost(this ILogger logger, string topic, string group, string partitions);

    [LoggerMessage(3013, LogLevel.Error, "Consumer of {Topic} in group {Group}: a rebalance was not handled")]
    public static partial void RebalanceFailed(this ILogger logger, Exception exception, string topic, string group);

    [LoggerMessage(3014, LogLevel.Warning, "Consumer of {Topic} in group {Group}: records in work did not end within {Deadline}; they are read again")]
    public static partial void DrainTimedOut(this ILogger logger, string topic, string group, TimeSpan deadline);

    [LoggerMessage(3015, LogLevel.Warning, "Consumer of {Topic} in group {Group}: offsets were not committed, the next commit covers them: {Reason}")]
    public static partial void CommitFailed(this ILogger logger, string topic, string group, string reason);

    [LoggerMessage(3016, LogLevel.Warning, "Consumer of {Topic} in group {Group} was not closed cleanly: {Reason}")]
    public static partial void CloseFailed(this ILogger logger, string topic, string group, string reason);

    [LoggerMessage(3017, LogLevel.Error, "Consumer of {Topic} in group {Group} failed and is made anew")]
    public static partial void ConsumerFailed(this ILogger logger, Exception exception, string topic, string group);

    [LoggerMessage(3018, LogLevel.Warning, "Consumer of {Topic} in group {Group}: {Code}: {Reason}")]
    public static partial void ConsumerError(this ILogger logger, string topic, string group, ErrorCode code, string reason);

    [LoggerMessage(3019, LogLevel.Information, "Consumer of {Topic} in group {Group} has stopped")]
    public static partial void ConsumerStopped(this ILogger logger, string topic, string group);

    [LoggerMessage(3020, LogLevel.Warning, "Partition {Partition} of {Topic} went back to offset {Offset}: its log was truncated")]
    public static partial void Rewound(this ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(3030, LogLevel.Warning, "{Topic} {Partition}@{Offset} blocks its key (hash {KeyHash}), try {Try}: {ExceptionType}")]
    public static partial void RecordBlocked(
        this ILogger logger, Exception exception, string topic, int partition, long offset, string keyHash, string exceptionType, int @try);

    [LoggerMessage(3031, LogLevel.Error, "{Topic} {Partition}@{Offset} is a dead letter on {DeadLetterTopic}: {ExceptionType}: {Reason}")]
    public static partial void DeadLettered(
        this ILogger logger, string topic, int partition, long offset, string deadLetterTopic, string exceptionType, string reason);

    [LoggerMessage(3032, LogLevel.Information, "{Group} collected {Letters} dead letters, {Added} of them new")]
    public static partial void Collected(this ILogger logger, string group, int letters, int added);

    [LoggerMessage(3033, LogLevel.Error, "{Group} could not collect dead letters; they wait on their topic, and it tries again")]
    public static partial void CollectorFailed(this ILogger logger, Exception exception, string group);

    [LoggerMessage(3034, LogLevel.Warning, "{Topic} {Partition}@{Offset} failed and its key is parked, next try in {Delay}: {ExceptionType}")]
    public static partial void KeyParked(this ILogger logger, string topic, int partition, long offset, TimeSpan delay, string exceptionType);

    [LoggerMessage(3035, LogLevel.Warning, "{Topic} {Partition}@{Offset} is a dead letter and its key is held: later records of it wait until it is released")]
    public static partial void KeyHeld(this ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(3036, LogLevel.Error, "The endpoint of {Topic} in group {Group} parks keys and has no inbox: records overtake parked ones. Call UseTransactionalInbox on it")]
    public static partial void ParkingWithoutInbox(this ILogger logger, string topic, string group);

    [LoggerMessage(3037, LogLevel.Information, "{Topic} {Partition}@{Offset} was finished before, as the database knows; it has no effect again")]
    public static partial void AlreadyFinished(this ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(3038, LogLevel.Warning, "Consumer of {Topic} in group {Group} can't take up partition {Partition} yet; its records wait: {Reason}")]
    public static partial void NotEntered(this ILogger logger, string topic, string group, int partition, string reason);

    [LoggerMessage(3039, LogLevel.Warning, "Consumer of {Topic} in group {Group}: another member has claimed partition {Partition}; this one asks whether it is still its own")]
    public static partial void PartitionFenced(this ILogger logger, string topic, string group, int partition);

    [LoggerMessage(3040, LogLevel.Error, "The Kafka producer failed for good and is made anew: {Code}: {Reason}")]
    public static partial void ProducerReplaced(this ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(3050, LogLevel.Information, "Created topics {Topics}")]
    public static partial void TopicsCreated(this ILogger logger, string topics);

    [LoggerMessage(3051, LogLevel.Error, "Topic {Topic} was not created: {Code}: {Reason}. Create it, or allow it")]
    public static partial void TopicNotCreated(this ILogger logger, string topic, ErrorCode code, string reason);

    [LoggerMessage(3052, LogLevel.Warning, "Topic {Topic} {Difference}")]
    public static partial void TopicDiffers(this ILogger logger, string topic, string difference);

    [LoggerMessage(3056, LogLevel.Error, "Topic {Topic} {Difference}. No endpoint starts before it is as declared")]
    public static partial void TopicMustMatch(this ILogger logger, string topic, string difference);

    [LoggerMessage(3053, LogLevel.Warning, "Topic {Topic} is declared with {Declared} replicas and the cluster has {Brokers} brokers")]
    public static partial void TooFewBrokers(this ILogger logger, string topic, int declared, int brokers);

    [LoggerMessage(3054, LogLevel.Information, "This cluster has no topic administration; {Topics} come with its own number of partitions on first use")]
    public static partial void NoTopicAdministration(this ILogger logger, string topics);

    /// <summary>A line of librdkafka's own log.</summary>
    public static void Client(this ILogger logger, LogMessage message) => ClientLine(
        logger,
        message.Level switch
        {
            <= SyslogLevel.Error => LogLevel.Warning,
            SyslogLevel.Warning or SyslogLevel.Notice => LogLevel.Information,
            _ => LogLevel.Debug,
        },
        message.Name,
        message.Facility,
        message.Message);

    [LoggerMessage(3055, LogLevel.Information, "Asked whether the cluster is a whole one: {Code}: {Reason}")]
    public static partial void FeaturesLearned(this ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(EventId = 3060, Message = "librdkafka {Client} {Facility}: {Line}")]
    private static partial void ClientLine(ILogger logger, LogLevel level, string client, string facility, string line);
}
