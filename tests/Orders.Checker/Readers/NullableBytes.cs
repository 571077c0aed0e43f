using Confluent.Kafka;

namespace Orders.Checker.Readers;

/// <summary>Keeps a missing key or value apart from an empty one.</summary>
internal sealed class NullableBytes : IDeserializer<byte[]?>
{
    public static readonly NullableBytes Instance = new();

    public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
}
