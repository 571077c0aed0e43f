using System.Text;
using MassTransit;

namespace Messaging.Kafka;

/// <summary>What a consumer may want to know of the record behind its message.</summary>
public static class KafkaConsumeContextExtensions
{
    /// <summary>The record's position, key and timestamp; <see langword="null"/> when the message did not come from Kafka.</summary>
    public static KafkaRecord? GetKafkaRecord(this PipeContext context) => context.TryGetPayload(out KafkaRecord? record) ? record : null;

    /// <summary>The record's key as UTF-8 text; <see langword="null"/> without a key, or when the message did not come from Kafka.</summary>
    public static string? GetKafkaKey(this PipeContext context) =>
        context.GetKafkaRecord()?.Key is { } key ? Encoding.UTF8.GetString(key.Span) : null;

    /// <summary>The record's key as the endpoint's key type: text, a Guid, or an integer.</summary>
    /// <exception cref="FormatException">The key is not of this type.</exception>
    public static TKey? GetKafkaKey<TKey>(this PipeContext context) =>
        context.GetKafkaRecord()?.Key is { } key ? KeyFormat.Read<TKey>(key.Span) : default;
}
