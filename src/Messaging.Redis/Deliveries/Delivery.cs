namespace Messaging.Redis;

/// <summary>A message that was taken and is not acknowledged.</summary>
#pragma warning disable CA1001 // The source has neither timer nor wait handle to release, and late work may still look at its token.
internal sealed class Delivery(string id, IReadOnlyList<RedisField> fields, int count, bool fresh, string origin)
{
    private readonly CancellationTokenSource _abandoned = new();

    /// <summary>The id of a stream's entry, or the one that a list's element got when it was taken.</summary>
    public string Id { get; } = id;

    public IReadOnlyList<RedisField> Fields { get; } = fields;

    /// <summary>What distinguishes this stream or list from one of the same name before or after it.</summary>
    public string Origin { get; } = origin;

    /// <summary>How often it has been begun, as Redis knows it.</summary>
    public int Count { get; set; } = count;

    /// <summary>Whether <see cref="Count"/> covers the next beginning already: it was counted when the message was read.</summary>
    public bool Fresh { get; set; } = fresh;

    /// <summary>
    /// Begun twice and left by consumers that are gone: one of those that were in work together may have killed them. Such messages are worked on one
    /// at a time, so that the next crash is counted against the one that causes it.
    /// </summary>
    public bool Suspect { get; } = !fresh && count >= 2;

    /// <summary>What it costs in memory, roughly.</summary>
    public long Size { get; } = SizeOf(fields);

    /// <summary>The message, once it was read.</summary>
    public object? Message { get; set; }

    /// <summary>How often a consumer has failed on it in this process, retries included; failures of the infrastructure are not counted.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it first failed in this process; <see langword="null"/>: it has not.</summary>
    public DateTimeOffset? FirstFailedAt { get; private set; }

    /// <summary>When it failed for the last time.</summary>
    public DateTimeOffset? LastFailedAt { get; private set; }

    /// <summary>How often in a row it waited for Redis or the infrastructure.</summary>
    public int Waits { get; set; }

    /// <summary>Set when it shall become a dead letter and isn't yet; the consumer isn't run again.</summary>
    public Exception? DeadBecause { get; set; }

    /// <summary>When this process last knew that nobody else may take it; a time stamp of the time provider.</summary>
    public long RenewedAt { get; set; }

    /// <summary>When the consumer began; 0: it isn't in work.</summary>
    public long StartedAt { get; set; }

    /// <summary>Somebody else has it now, or may have it.</summary>
    public bool Lost { get; set; }

    /// <summary>Cancelled when the work on it is given up.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    public void Failed(int attempts, DateTimeOffset at)
    {
        Attempts += attempts;
        FirstFailedAt ??= at;
        LastFailedAt = at;
    }

    public void Abandon() => _abandoned.Cancel();

    private static long SizeOf(IReadOnlyList<RedisField> fields)
    {
        var size = 256L;
        for (var i = 0; i < fields.Count; i++)
            size += fields[i].Name.Length + fields[i].Value.Length + 64;
        return size;
    }
}
