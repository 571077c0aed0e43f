using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Orders.Checker.Recorded;

namespace Orders.Checker.Readers;

/// <summary>What the checker makes of a record. One that it can't read is noted, not thrown at: poison is part of many tests.</summary>
internal static class KafkaRecord
{
    public static RecordedOrderEvent? ToOrderEvent(ConsumeResult<byte[]?, byte[]?> record, List<TopicPosition> unreadable) =>
        Read(record, unreadable, value => new RecordedOrderEvent(
            Position(record), MessageId(record), Key(record), value.GetProperty("orderId").GetGuid(), value.GetProperty("version").GetInt32(), Text(value, "status"), value.GetProperty("total").GetDecimal()));

    public static RecordedPaymentEvent? ToPaymentEvent(ConsumeResult<byte[]?, byte[]?> record, List<TopicPosition> unreadable) =>
        Read(record, unreadable, value => new RecordedPaymentEvent(
            Position(record), MessageId(record), Key(record), value.GetProperty("orderId").GetGuid(), value.GetProperty("paymentId").GetGuid(), Text(value, "type"), value.GetProperty("amount").GetDecimal()));

    private static T? Read<T>(ConsumeResult<byte[]?, byte[]?> record, List<TopicPosition> unreadable, Func<JsonElement, T> read) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(record.Message.Value ?? []);
            return read(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            unreadable.Add(Position(record));
            return null;
        }
    }

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null");

    private static TopicPosition Position(ConsumeResult<byte[]?, byte[]?> record) => new(record.Topic, record.Partition.Value, record.Offset.Value);

    private static string? Key(ConsumeResult<byte[]?, byte[]?> record) => record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null;

    private static string? MessageId(ConsumeResult<byte[]?, byte[]?> record) => Header(record, "original-message-id") ?? Header(record, "message-id");

    private static string? Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
