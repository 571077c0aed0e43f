namespace Messaging.Testing;

/// <summary>What becomes of a COMMIT that passes a <see cref="TcpProxy"/>.</summary>
public enum CommitFate
{
    /// <summary>It passes, and so does the answer.</summary>
    Passes,

    /// <summary>The connection breaks before the server has seen it: the transaction rolls back.</summary>
    IsLost,

    /// <summary>The server has committed and answered, but the connection breaks before the client reads it.</summary>
    LosesItsAnswer,
}
