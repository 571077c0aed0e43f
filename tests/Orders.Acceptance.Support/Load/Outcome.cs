namespace Orders.Acceptance.Support.Load;

/// <summary>What a client knows after one attempt.</summary>
public enum Outcome
{
    /// <summary>202.</summary>
    Accepted,

    /// <summary>A connection broken or timed out after the request was sent, or a 5xx: it may have happened.</summary>
    Unknown,

    /// <summary>Nobody was there to take the request.</summary>
    NotSent,

    /// <summary>503: the service says that it can't now.</summary>
    Unavailable,

    /// <summary>409: a first request with this key is still in work.</summary>
    InWork,

    /// <summary>Any other answer, for example a 400.</summary>
    Refused,
}
