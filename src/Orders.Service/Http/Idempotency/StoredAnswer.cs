namespace Orders.Service.Http.Idempotency;

/// <summary>A successful answer, as it leaves now and leaves again when the request is repeated.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Location">Where the result is to be found.</param>
/// <param name="Body">JSON.</param>
internal sealed record StoredAnswer(int StatusCode, string Location, string Body);
