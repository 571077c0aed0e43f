namespace Messaging.RabbitMq.DeadLetters;

/// <summary>One queue of dead letters and the queue that they come from.</summary>
/// <param name="Queue">The queue in which the messages failed.</param>
/// <param name="Name">Where they lie now.</param>
internal sealed record DeadLetterPlace(string Queue, string Name)
{
    private const string ErrorSuffix = "_error";
    private const string SkippedSuffix = "_skipped";
    private const string BrokerSuffix = "_dlq";

    /// <summary>Whether the broker itself moved them.</summary>
    public bool IsBrokers => Name.EndsWith(BrokerSuffix, StringComparison.Ordinal);

    /// <summary>Whether it is made before anything is in it. The other kind is only looked for: nothing of ours writes to it any more.</summary>
    public bool IsDeclared => !Name.EndsWith(SkippedSuffix, StringComparison.Ordinal);

    public static IEnumerable<DeadLetterPlace> Of(string queue) =>
        new[] { ErrorSuffix, BrokerSuffix, SkippedSuffix }.Select(suffix => new DeadLetterPlace(queue, queue + suffix));
}
