using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orders.Service.Http.Idempotency;

/// <summary>The name a caller gives to one request, so that asking again does not do it again.</summary>
/// <param name="Scope">The caller: two callers may use the same key.</param>
/// <param name="Value">1-255 visible ASCII characters.</param>
internal sealed record IdempotencyKey(string Scope, string Value)
{
    public const string HeaderName = "Idempotency-Key";

    /// <summary>For advisory locks, which take a number. Two keys that share one only make one of them come again.</summary>
    public long LockNumber => BinaryPrimitives.ReadInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"idempotency_key\n{Scope}\n{Value}")));

    /// <summary>1 to 255 visible ASCII characters.</summary>
    public static bool IsValid(string value) => value.Length is >= 1 and <= 255 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Reads the header; <paramref name="key"/> is <see langword="null"/> when there is none.</summary>
    /// <returns>Whether the header is absent or well-formed.</returns>
    public static bool TryRead(HttpContext http, out IdempotencyKey? key)
    {
        key = null;
        if (!http.Request.Headers.TryGetValue(HeaderName, out var values) || values.Count == 0)
            return true;
        if (values is not [{ } value] || !IsValid(value))
            return false;
        key = new IdempotencyKey(http.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : "anonymous", value);
        return true;
    }
}
