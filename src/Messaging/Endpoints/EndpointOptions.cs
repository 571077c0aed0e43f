using System.ComponentModel.DataAnnotations;
using Messaging.Failures;

namespace Messaging.Endpoints;

/// <summary>Settings of one endpoint: configuration section <c>Endpoints:NAME</c>, NAME being its queue, topic or stream.</summary>
public sealed class EndpointOptions
{
    /// <summary>What is done about its failures: what <c>Failures</c> says for all, changed by <c>Endpoints:NAME:Failures</c>.</summary>
    public FailureOptions Failures { get; init; } = new();

    /// <summary>How many messages are held at a time, in work or waiting for their turn; <see langword="null"/>: as the code says.</summary>
    [Range(1, 10_000)]
    public int? Prefetch { get; set; }

    /// <summary>How many messages are in work at the same time; <see langword="null"/>: as the code says.</summary>
    [Range(1, 1_000)]
    public int? Concurrency { get; set; }

    /// <summary>
    /// Whether messages of one <c>ordering-key</c> take effect in their order, a failure of one of them included: where the code allows it. On RabbitMQ it is
    /// part of the queue (<c>x-single-active-consumer</c>), which must be empty and deleted before it changes.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Ordered { get; set; }

    /// <summary>
    /// How long one attempt may take. After it the consumer's cancellation token ends, and the attempt counts as a transient failure. The broker must
    /// be more patient: RabbitMQ's <c>consumer_timeout</c> closes the channel over a message that is held longer.
    /// </summary>
    /// <value>The default is 5 minutes.</value>
    [TimeSpanRange("00:00:01", "1.00:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(5);
}
