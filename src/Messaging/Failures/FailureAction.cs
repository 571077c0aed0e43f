namespace Messaging.Failures;

/// <summary>What to do about a failed message.</summary>
public enum FailureAction
{
    /// <summary>Hold it until the infrastructure is back. No attempt is counted.</summary>
    Wait,

    /// <summary>Try again in the process.</summary>
    Retry,

    /// <summary>Have it delivered again later, durably, without holding it.</summary>
    Redeliver,

    /// <summary>Move it to where a person finds it.</summary>
    DeadLetter,
}
