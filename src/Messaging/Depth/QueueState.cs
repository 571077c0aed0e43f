namespace Messaging.Depth;

/// <summary>Whether more waits than should.</summary>
public enum QueueState
{
    /// <summary>Not above the threshold.</summary>
    Healthy,

    /// <summary>More messages than the threshold, or an older one.</summary>
    Degraded,
}
