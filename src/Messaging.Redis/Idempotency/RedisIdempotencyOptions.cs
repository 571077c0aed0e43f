namespace Messaging.Redis;

/// <summary>How <c>UseRedisIdempotency</c> knows messages again.</summary>
public sealed class RedisIdempotencyOptions
{
    /// <summary>How long a message that was done is remembered; longer than the last redelivery of the failure policy, or it runs again.</summary>
    /// <value>Default: 24 h. From 1 s.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// After how long without a sign of life the claim of a consumer is void, and the message may be begun again. It is renewed three times as often.
    /// </summary>
    /// <value>Default: 30 s. From 1 s.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Knows a message whose sender has given it no id by a hash of its body: then two messages with equal bodies within the window count as one, be
    /// they meant so or not.
    /// </summary>
    /// <value>Default: <see langword="false"/>; such a message is consumed at least once.</value>
    public bool HashBody { get; set; }

    /// <summary>What the keys begin with; services that share a server need one each.</summary>
    /// <value>Default: <c>idempotency</c>.</value>
    public string KeyPrefix { get; set; } = "idempotency";
}
