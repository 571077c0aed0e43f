namespace Messaging.RabbitMq;

/// <summary>What the start-up checks have to be told about the broker, since no client can ask it.</summary>
public sealed class RabbitMqCheckOptions
{
    /// <summary>The broker's <c>consumer_timeout</c>: how long a message may be held before the broker closes the channel over it.</summary>
    /// <value>The default is 30 minutes, that of RabbitMQ.</value>
    [TimeSpanRange("00:00:01", "365.00:00:00")]
    public TimeSpan ConsumerTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The management API, for example <c>http://user:password@host:15672</c>; bindings are compared with what it says. <see langword="null"/>: they
    /// are declared again instead, which repairs a lost one and can't tell it.
    /// </summary>
    public Uri? Management { get; set; }
}
