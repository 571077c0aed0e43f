using System.Text.Json;

namespace Orders.Service.Redis;

/// <summary>An entry of <c>orders.import</c>: what <c>POST /orders</c> takes, as fields.</summary>
/// <param name="CustomerId">As in the request.</param>
/// <param name="Lines">JSON, as in the request.</param>
/// <param name="Key">What the header <c>Idempotency-Key</c> is to a request; <see langword="null"/>: the entry itself is taken once.</param>
internal sealed record ImportedOrder(string CustomerId, JsonElement Lines, string? Key = null)
{
    /// <summary>The request's body that it stands for.</summary>
    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(new { customerId = CustomerId, lines = Lines });
}
