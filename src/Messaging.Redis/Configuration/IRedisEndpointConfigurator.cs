using MassTransit;

namespace Messaging.Redis;

/// <summary>
/// What endpoints of streams and of lists have in common. They take the ordinary filters of MassTransit; <c>ConcurrentMessageLimit</c>
/// (default 16) is the number of messages in work at the same time.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public interface IRedisEndpointConfigurator<out T> : IReceiveEndpointConfigurator
    where T : class
{
    /// <summary>How many messages are taken and held in memory. Those that wait to be tried again don't count, up to 10,000.</summary>
    /// <value>Default: 512. At least 1.</value>
    int BufferedMessages { set; }

    /// <summary>How many bytes of messages are held in memory. A stream's reader learns their size from those it has read.</summary>
    /// <value>Default: 16 MiB. At least 1.</value>
    long BufferedBytes { set; }

    /// <summary>
    /// After how long without a sign of life the messages of a consumer go to others. A living one renews what it holds three times as often.
    /// </summary>
    /// <value>Default: 30 s. From 1 s to 1 h.</value>
    TimeSpan TakeOverAfter { set; }

    /// <summary>
    /// How long a consumer may work on a message, retries included; then its token is cancelled and others get the message, even if this one hangs.
    /// Waiting for the infrastructure does not count.
    /// </summary>
    /// <value>Default: the endpoint's <c>Deadline</c> for each attempt, and <see cref="TakeOverAfter"/>. At least <see cref="TakeOverAfter"/>.</value>
    TimeSpan HandlerDeadline { set; }

    /// <summary>The longest time between two looks at an empty stream or list. Our own producers wake the reader at once.</summary>
    /// <value>Default: 100 ms.</value>
    TimeSpan MaxPollDelay { set; }

    /// <summary>
    /// How often a message is begun, crashes included, before it is a dead letter. Below 3, messages that were in work beside the one that kills the
    /// process may share its fate.
    /// </summary>
    /// <value>Default: 10. At least 1.</value>
    int DeliveryLimit { set; }

    /// <summary>How long a stop waits for messages in work; what isn't done then goes to other consumers.</summary>
    /// <value>Default: 20 s.</value>
    TimeSpan DrainTimeout { set; }

    /// <summary>
    /// Messages with the same key are worked on one at a time, in their order; one that failed holds up the later ones. Inside this process:
    /// between the consumers of a group Redis keeps no order.
    /// </summary>
    void OrderBy(Func<T, string?> key);

    /// <summary>
    /// By which text a message is known again, where the sender gives no <c>message-id</c>. Without it an entry of a stream is known by
    /// its position, and an element of a list from when it was first taken.
    /// </summary>
    void IdentifyBy(Func<T, string?> identity);
}
