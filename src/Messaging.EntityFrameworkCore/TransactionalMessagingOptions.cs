using System.ComponentModel.DataAnnotations;

namespace Messaging.EntityFrameworkCore;

/// <summary>Settings of the outbox, its relay and the inbox.</summary>
public sealed class TransactionalMessagingOptions
{
    /// <summary>How long the inbox remembers a message. It must exceed the longest redelivery. Whole days.</summary>
    /// <value>The default is 7 days; from 1 to 90.</value>
    [Range(1, 90)]
    public int InboxDays { get; set; } = 7;

    /// <summary>How many messages of one relay may be unconfirmed at the same time; at most one of a destination and key. At most twice as many are in memory.</summary>
    /// <value>The default is 512; from 1 to 4,096.</value>
    [Range(1, 4096)]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>How long a broker may take to confirm one message before the attempt counts as failed.</summary>
    /// <value>The default is 15 seconds.</value>
    [TimeSpanRange("00:00:01", "00:05:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the relay looks for rows that nobody woke it for. A safety net, and the grain of schedules.</summary>
    /// <value>The default is 200 milliseconds.</value>
    [TimeSpanRange("00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a relay's share of the work stays its own after it was last heard of.</summary>
    /// <value>The default is 6 seconds; another relay takes over after that.</value>
    [TimeSpanRange("00:00:02", "00:05:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>The first delay after a message could not be sent; it doubles up to <see cref="MaxRetryDelay"/>.</summary>
    /// <value>The default is 1 second.</value>
    [TimeSpanRange("00:00:00.010", "00:10:00")]
    public TimeSpan MinRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two attempts to send a message.</summary>
    /// <value>The default is 1 minute.</value>
    [TimeSpanRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many attempts to send a message may fail before it becomes a dead letter and the next message of its key goes. An attempt counts
    /// when this message was refused (no queue, a full one, no topic, too large, unreadable), not while its broker is away.
    /// </summary>
    /// <value>The default is 10, about 4 minutes with the default delays; from 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int MaxSendAttempts { get; set; } = 10;

    /// <summary>How many different ordering keys one transaction may write; each holds a lock until the commit.</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, 100_000)]
    public int MaxKeysPerTransaction { get; set; } = 1_000;

    /// <summary>How often the gauges of outbox and dead letters are measured, while somebody listens to them.</summary>
    /// <value>The default is 5 seconds.</value>
    [TimeSpanRange("00:00:00.010", "00:05:00")]
    public TimeSpan MeasureInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether this process delivers messages; <see langword="false"/> leaves it to other processes on the same database.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RunRelay { get; set; } = true;

    internal HashSet<Type> RoutedTypes { get; } = [];

    /// <summary>
    /// Makes a published <typeparamref name="T"/> that reaches no queue an error, as a send that reaches none is: it is tried again, and
    /// after <see cref="MaxSendAttempts"/> becomes a dead letter. Without this an event that nobody subscribes to is dropped, which is normal.
    /// </summary>
    /// <typeparam name="T">The type as it is published. Its base types and interfaces, and types derived from it, are not meant.</typeparam>
    public void MustBeRouted<T>()
        where T : class => RoutedTypes.Add(typeof(T));
}
