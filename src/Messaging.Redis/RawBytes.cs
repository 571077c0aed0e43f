namespace Messaging.Redis;

/// <summary>A value as the bytes it is, for consumers that read it themselves.</summary>
/// <param name="Value">Any bytes.</param>
public sealed record RawBytes(ReadOnlyMemory<byte> Value);
