using System.Text.Json;

namespace Messaging.Kafka;

/// <summary>Turns a record's bytes into the endpoint's message.</summary>
internal sealed class RecordReader<TKey, T>(JsonSerializerOptions json)
    where T : class
{
    /// <summary>Makes a message of a record without a value; <see langword="null"/>: such a record is poison.</summary>
    public Func<TKey, T>? Tombstone { get; set; }

    /// <exception cref="PoisonRecordException">The bytes are not a <typeparamref name="T"/>.</exception>
    public T Read(ConsumedRecord record)
    {
        var message = record.Result.Message;
        try
        {
            // Every key is text, and with a value nobody asks for it.
            var key = message.Key is null || (message.Value is not null && typeof(TKey) == typeof(string)) ? default : KeyFormat.Read<TKey>(message.Key);
            if (message.Value is { } value)
                return JsonSerializer.Deserialize<T>(value, json) ?? throw new PoisonRecordException($"The value of the record {record.Result.TopicPartitionOffset} is the JSON literal null.");

            return Tombstone is not null && key is not null
                ? Tombstone(key)
                : throw new PoisonRecordException($"The record {record.Result.TopicPartitionOffset} has no value (a tombstone) and the endpoint of {typeof(T).Name} does not want such.");
        }
        catch (Exception exception) when (exception is not PoisonRecordException)
        {
            throw new PoisonRecordException($"The record {record.Result.TopicPartitionOffset} is not a {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
