using System.Text;

namespace Messaging.Redis;

/// <summary>One field of a stream's entry.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value, byte for byte.</param>
public readonly record struct RedisField(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>The value as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);
}
