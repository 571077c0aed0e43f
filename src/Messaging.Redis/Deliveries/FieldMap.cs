using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Messaging.Redis;

/// <summary>A field map as the JSON object that it stands for: each value a text, but those that are JSON themselves.</summary>
internal static class FieldMap
{
    public static ReadOnlySpan<byte> ToJson(IReadOnlyList<RedisField> fields, IReadOnlySet<string> jsonMembers)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields.Where(field => !EntryFields.IsHeader(field.Name)))
            {
                writer.WritePropertyName(name);
                if (jsonMembers.Contains(name))
                    WriteJson(writer, name, value);
                else if (Utf8.IsValid(value.Span))
                    writer.WriteStringValue(value.Span);
                else
                    throw new PoisonEntryException($"The field '{name}' is not UTF-8 text.");
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> value)
    {
        try
        {
            writer.WriteRawValue(value.Span);
        }
        catch (JsonException exception)
        {
            throw new PoisonEntryException($"The field '{name}' is not JSON: {exception.Message}", exception);
        }
    }
}
