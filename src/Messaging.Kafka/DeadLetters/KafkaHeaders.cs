namespace Messaging.Kafka;

/// <summary>Names of the headers that a record on a dead-letter topic carries beside its own.</summary>
public static class KafkaHeaders
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string DeadLetterPrefix = "dlt-";

    /// <summary>The topic it was read from.</summary>
    public const string SourceTopic = "dlt-source-topic";

    /// <summary>The partition it was read from.</summary>
    public const string SourcePartition = "dlt-source-partition";

    /// <summary>Its offset there.</summary>
    public const string SourceOffset = "dlt-source-offset";

    /// <summary>Its timestamp there, Unix milliseconds.</summary>
    public const string SourceTimestamp = "dlt-source-timestamp";

    /// <summary>The full name of the exception's type.</summary>
    public const string ExceptionType = "dlt-exception-type";

    /// <summary>The exception's message, at most 1,024 characters.</summary>
    public const string ExceptionMessage = "dlt-exception-message";

    /// <summary>The id of the dead letter whose replay failed again; absent otherwise.</summary>
    public const string ReplayOf = "dlt-replay-of";

    /// <summary>When it failed for the first time, Unix milliseconds.</summary>
    public const string FirstFailedAt = "dlt-first-failed-at";

    /// <summary>When it failed for the last time, Unix milliseconds.</summary>
    public const string LastFailedAt = "dlt-last-failed-at";

    /// <summary>How often a consumer was tried; 0: the bytes could not be read.</summary>
    public const string Attempts = "dlt-attempts";
}
