namespace Orders.Service.Http.Idempotency;

/// <summary>What became of a request that may be a repetition.</summary>
internal abstract record IdempotentOutcome
{
    private IdempotentOutcome()
    {
    }

    /// <summary>Done, now or before.</summary>
    public sealed record Answered(StoredAnswer Answer, bool Replayed) : IdempotentOutcome;

    /// <summary>The first request with this key is not finished.</summary>
    public sealed record InWork : IdempotentOutcome;

    /// <summary>The key was used for another body.</summary>
    public sealed record OtherRequest : IdempotentOutcome;
}
