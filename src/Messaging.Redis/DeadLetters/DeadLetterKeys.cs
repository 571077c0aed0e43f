namespace Messaging.Redis;

/// <summary>Names of the fields that an entry of a dead stream has beside those that it had before.</summary>
public static class DeadLetterKeys
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "dead-";

    /// <summary>The stream or list in which it failed.</summary>
    public const string Source = "dead-source";

    /// <summary>The group that failed; absent for a list.</summary>
    public const string Group = "dead-group";

    /// <summary>The entry's id in its stream, or the id that an element of a list got.</summary>
    public const string Id = "dead-id";

    /// <summary>What names this failure; the same however often it is written.</summary>
    public const string Identity = "dead-identity";

    /// <summary>The id of the message.</summary>
    public const string MessageId = "dead-message-id";

    /// <summary>By which the inbox knows it.</summary>
    public const string OriginalMessageId = "dead-original-message-id";

    /// <summary>The time that goes with it in the inbox, Unix milliseconds.</summary>
    public const string Stamp = "dead-stamp";

    /// <summary>The full name of the exception's type.</summary>
    public const string ExceptionType = "dead-exception-type";

    /// <summary>What the exception said, at most 1,024 characters.</summary>
    public const string ExceptionMessage = "dead-exception-message";

    /// <summary>Where it was thrown, at most 4,096 characters.</summary>
    public const string ExceptionStack = "dead-exception-stack";

    /// <summary>How often a consumer was tried; 0: it could not be read, or its consumers never ended.</summary>
    public const string Attempts = "dead-attempts";

    /// <summary>How often it was begun.</summary>
    public const string Deliveries = "dead-deliveries";

    /// <summary>When it failed for the first time, as far as the replica knew that gave it up; Unix milliseconds.</summary>
    public const string FirstFailedAt = "dead-first-failed-at";

    /// <summary>When it failed for the last time, Unix milliseconds.</summary>
    public const string FailedAt = "dead-failed-at";

    /// <summary>The field that holds an element of a list.</summary>
    public const string Value = "value";

    internal static string Of(string source) => $"{source}:dead";
}
