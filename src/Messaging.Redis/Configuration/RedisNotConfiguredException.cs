namespace Messaging.Redis;

/// <summary>Something needs Redis and Redis is off.</summary>
public sealed class RedisNotConfiguredException : Exception
{
    /// <summary>Creates the exception without saying what needs Redis.</summary>
    public RedisNotConfiguredException() : this("This")
    {
    }

    /// <summary>Creates the exception with what needs Redis, as the subject of the sentence.</summary>
    public RedisNotConfiguredException(string what)
        : base($"{what} needs Redis, and {RedisSettings.ConfigurationKey} is not set. Set it, for example to \"localhost:6379\", and pass it to AddRedisMessaging.")
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public RedisNotConfiguredException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
