using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// The keys and their life. A key holds the token of who works on the message, or that it is done. Each step is one script, so that nobody
/// touches a claim that has become somebody else's.
/// </summary>
internal sealed class IdempotencyKeys(RedisIdempotencyOptions options, RedisHost host)
{
    private const string Done = "done";

    private const string Claim =
        """
        if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
        local now = redis.call('GET', KEYS[1])
        if now == ARGV[1] then return 1 end
        if now == 'done' then return 2 end
        return 3
        """;

    private const string Extend =
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 0
        """;

    // A claim that has vanished was nobody else's yet: that the message is done is still worth keeping.
    private const string Finish =
        """
        local now = redis.call('GET', KEYS[1])
        if now and now ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
        return 1
        """;

    private const string Release =
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;

    public async Task<IdempotencyClaim> ClaimAsync(string key, string token, CancellationToken cancellationToken) =>
        await EvaluateAsync(Claim, key, [token, Milliseconds(options.Lease)], cancellationToken) switch
        {
            1 => IdempotencyClaim.Ours,
            2 => IdempotencyClaim.Done,
            _ => IdempotencyClaim.InWork,
        };

    /// <returns>Whether the claim is still ours.</returns>
    public async Task<bool> ExtendAsync(string key, string token, CancellationToken cancellationToken) =>
        await EvaluateAsync(Extend, key, [token, Milliseconds(options.Lease)], cancellationToken) == 1;

    /// <returns>Whether the claim was still ours, or nobody's.</returns>
    public async Task<bool> FinishAsync(string key, string token, CancellationToken cancellationToken) =>
        await EvaluateAsync(Finish, key, [token, Milliseconds(options.Window), Done], cancellationToken) == 1;

    public async Task ReleaseAsync(string key, string token, CancellationToken cancellationToken) =>
        await EvaluateAsync(Release, key, [token], cancellationToken);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private async Task<long> EvaluateAsync(string script, string key, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            var database = await host.Connection.DatabaseAsync(cancellationToken);
            return (long)await database.ScriptEvaluateAsync(script, [key], values).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.IsServerAway(exception) && exception is not RedisUnavailableException)
        {
            throw new RedisUnavailableException($"Redis at {host.Connection.Host} can't tell whether the message of {key} was consumed before: {exception.Message}", exception);
        }
    }
}
