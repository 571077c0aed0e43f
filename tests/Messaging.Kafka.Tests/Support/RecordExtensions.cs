using System.Text;
using Confluent.Kafka;

namespace Messaging.Kafka.Tests.Support;

public static class RecordExtensions
{
    public static string? Header(this ConsumeResult<byte[]?, byte[]?> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
