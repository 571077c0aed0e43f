namespace Messaging.EntityFrameworkCore;

/// <summary>
/// The instruments of outbox and inbox. Every gauge and counter of one <c>DbContext</c> carries its name as <see cref="ContextTag"/>. The
/// gauges are measured every <see cref="TransactionalMessagingOptions.MeasureInterval"/>, and only while somebody listens.
/// </summary>
public static class TransactionalMessagingMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Messaging.EntityFrameworkCore";

    /// <summary>Messages, <c>{message}</c>: committed, due or failing, and not delivered yet; counted up to 100,000.</summary>
    public const string Pending = "messaging.outbox.pending";

    /// <summary>Seconds, <c>s</c>: how long the oldest of the pending messages has been due; 0 when there is none.</summary>
    public const string OldestAge = "messaging.outbox.oldest.age";

    /// <summary>Messages, <c>{message}</c>: delivered by the relay and confirmed by the broker.</summary>
    public const string Sent = "messaging.outbox.sent";

    /// <summary>Attempts, <c>{attempt}</c>: to deliver a message, that failed and count against it, by <c>error.type</c>.</summary>
    public const string SendFailures = "messaging.outbox.send.failures";

    /// <summary>Seconds, <c>s</c>: one batch of the relay, by <see cref="OperationTag"/>: <c>fetch</c> of rows to send, <c>delete</c> of confirmed ones.</summary>
    public const string BatchDuration = "messaging.outbox.relay.batch.duration";

    /// <summary>Seconds, <c>s</c>: by how much later than due the relay took a scheduled message up.</summary>
    public const string ScheduleLateness = "messaging.schedule.lateness";

    /// <summary>Messages, <c>{message}</c>: lost because their scope ended without a commit.</summary>
    public const string Unflushed = "messaging.outbox.unflushed";

    /// <summary>Messages, <c>{message}</c>: given up by the relay and moved to the dead letters.</summary>
    public const string GivenUp = "messaging.outbox.dead_letters";

    /// <summary>Messages, <c>{message}</c>: responses dropped because whoever asked was gone, and its temporary address with it.</summary>
    public const string ResponsesDropped = "messaging.outbox.responses.dropped";

    /// <summary>Messages, <c>{message}</c>: open dead letters, by <see cref="SourceSystemTag"/> and <see cref="SourceTag"/>.</summary>
    public const string DeadLetters = "messaging.dead_letters.open";

    /// <summary>Messages, <c>{message}</c>: consumed before and without effect this time, by <see cref="EndpointTag"/>.</summary>
    public const string Duplicates = "messaging.inbox.duplicates";

    /// <summary>Messages, <c>{message}</c>: without an id and so consumed at least once, by <see cref="EndpointTag"/>.</summary>
    public const string Unidentified = "messaging.inbox.unidentified";

    /// <summary>The name of the <c>DbContext</c>'s class.</summary>
    public const string ContextTag = "messaging.context";

    /// <summary>The endpoint's name.</summary>
    public const string EndpointTag = "messaging.endpoint";

    /// <summary>What a batch did.</summary>
    public const string OperationTag = "messaging.outbox.operation";

    /// <summary>Where a dead letter comes from: <c>outbox</c>, <c>rabbitmq</c>, <c>kafka</c> or <c>redis</c>.</summary>
    public const string SourceSystemTag = "messaging.dead_letter.source_system";

    /// <summary>The queue, topic or stream in which it failed.</summary>
    public const string SourceTag = "messaging.dead_letter.source";
}
