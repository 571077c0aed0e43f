namespace Messaging.Checks;

/// <summary>How a check ended.</summary>
public enum CheckState
{
    /// <summary>As expected.</summary>
    Good,

    /// <summary>Not as expected, and only told.</summary>
    Warning,

    /// <summary>Not as expected, and reason enough not to run.</summary>
    Failed,

    /// <summary>Nobody could be asked: a server is away, or was never told where it is.</summary>
    Unknown,
}
