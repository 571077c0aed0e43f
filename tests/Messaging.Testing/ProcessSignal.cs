namespace Messaging.Testing;

/// <summary>What can be done to a process from outside.</summary>
public enum ProcessSignal
{
    /// <summary>Ends it at once, without a chance to tidy up.</summary>
    Kill,

    /// <summary>Asks it to end.</summary>
    Terminate,

    /// <summary>Freezes it.</summary>
    Stop,

    /// <summary>Lets it go on.</summary>
    Continue,
}
