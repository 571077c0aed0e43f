namespace Messaging.Redis;

/// <summary>What a try to claim a message has brought.</summary>
internal enum IdempotencyClaim
{
    /// <summary>It is ours to do.</summary>
    Ours,

    /// <summary>It was done within the window.</summary>
    Done,

    /// <summary>Somebody works on it.</summary>
    InWork,
}
