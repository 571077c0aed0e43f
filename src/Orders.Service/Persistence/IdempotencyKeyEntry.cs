namespace Orders.Service.Persistence;

/// <summary>The answer given to a request with an <c>Idempotency-Key</c>; written in the transaction of what the request did.</summary>
public sealed class IdempotencyKeyEntry
{
    /// <summary>Whose key it is: the name of the user, or <c>anonymous</c>.</summary>
    public required string Scope { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the request's body; another one under the same key is another request.</summary>
    public required byte[] RequestHash { get; set; }

    public required int StatusCode { get; set; }

    public required string Location { get; set; }

    public required string ResponseBody { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
}
