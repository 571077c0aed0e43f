namespace Messaging.Checks;

/// <summary>What is done about a finding that is not as it should be.</summary>
public enum CheckMode
{
    /// <summary>It is not looked for.</summary>
    Off,

    /// <summary>It is a warning in the log.</summary>
    Warn,

    /// <summary>The service does not go on.</summary>
    Fail,
}
