using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Orders.Service.Operations.Access;

/// <summary>The one token that opens <c>/ops/api</c>, configured or made for this process.</summary>
internal sealed class OperationsToken(IOptions<OperationsOptions> options)
{
    private const int MadeBytes = 24;

    /// <summary>Whether nobody configured one.</summary>
    public bool IsMade { get; } = string.IsNullOrEmpty(options.Value.Token);

    public string Value { get; } = string.IsNullOrEmpty(options.Value.Token) ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MadeBytes)) : options.Value.Token;

    /// <summary>Compares in constant time, and hashes first, so that not even the length can be measured.</summary>
    public bool Equals(string given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));
}
