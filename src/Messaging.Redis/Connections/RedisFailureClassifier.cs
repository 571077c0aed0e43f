using Messaging.Failures;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// What Redis's errors mean for a message. That of our own filters, without which no message may run, is infrastructure; a consumer's own use
/// of Redis is its own matter and tried again like any other time-out.
/// </summary>
internal sealed class RedisFailureClassifier : IFailureClassifier
{
    public FailureKind? Classify(Exception exception) => exception switch
    {
        RedisUnavailableException => FailureKind.Infrastructure,
        RedisServerException server when server.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal) => FailureKind.Permanent,
        RedisException or RedisTimeoutException => FailureKind.Transient,
        _ => null,
    };
}
