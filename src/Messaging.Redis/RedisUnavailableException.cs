namespace Messaging.Redis;

/// <summary>Redis does not answer, or refuses every write: a matter of the server and not of the message.</summary>
public sealed class RedisUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RedisUnavailableException()
    {
    }

    /// <summary>Creates the exception with the host and the reason.</summary>
    public RedisUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the host, the reason and the client's exception.</summary>
    public RedisUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
