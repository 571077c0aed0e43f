using System.Text;
using System.Text.Json;

namespace Messaging.Redis;

/// <summary>Turns the fields of an entry into the endpoint's message, and says by what it is ordered and known.</summary>
internal sealed class DeliveryReader<T>(JsonSerializerOptions json, EndpointSettings settings)
    where T : class
{
    private readonly JsonSerializerOptions _fields = new(json) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString };

    public Func<T, string?>? Key { get; set; }

    public Func<T, string?>? Identity { get; set; }

    /// <summary>The key, whose messages keep their order; what can't be read has none.</summary>
    public string? KeyOf(Delivery delivery)
    {
        if (EntryFields.Text(delivery, MessagingHeaders.OrderingKey) is { } header)
            return header;
        if (Key is null)
            return null;
        try
        {
            return Key(Read(delivery));
        }
        catch (Exception exception)
        {
            delivery.DeadBecause = exception as PoisonEntryException ?? new PoisonEntryException($"The key of the entry {delivery.Id} can't be told: {exception.Message}", exception);
            return null;
        }
    }

    /// <exception cref="PoisonEntryException">The entry is not a <typeparamref name="T"/>.</exception>
    public T Read(Delivery delivery)
    {
        if (delivery.Message is T known)
            return known;
        try
        {
            var message = Convert(delivery);
            delivery.Message = message;
            return message;
        }
        catch (Exception exception)
        {
            throw new PoisonEntryException($"The entry {delivery.Id} of {settings.Source} is not a {typeof(T).Name}: {exception.Message}", exception);
        }
    }

    private T Convert(Delivery delivery)
    {
        if (typeof(T) == typeof(RawBytes))
            return (T)(object)new RawBytes(Single(delivery));
        if (typeof(T) == typeof(RawText))
            return (T)(object)new RawText(StrictUtf8.GetString(Single(delivery).Span));
        if (Value(delivery) is { } value)
            return JsonSerializer.Deserialize<T>(value.Span, json) ?? throw new PoisonEntryException("The value is the JSON literal null.");
        return JsonSerializer.Deserialize<T>(FieldMap.ToJson(delivery.Fields, settings.JsonMembers), _fields)
            ?? throw new PoisonEntryException("There are no fields in it.");
    }

    /// <summary>The one value that holds the message; <see langword="null"/>: all fields together are it.</summary>
    private ReadOnlyMemory<byte>? Value(Delivery delivery)
    {
        if (settings.Group is null)
            return delivery.Fields[0].Value;
        if (settings.ValueField is { } name)
            return EntryFields.Find(delivery.Fields, name) ?? throw new PoisonEntryException($"There is no field '{name}' in it.");
        return EntryFields.Text(delivery, EntryFields.ContentType) is EntryFields.Json ? EntryFields.Find(delivery.Fields, EntryFields.Data) : null;
    }

    private ReadOnlyMemory<byte> Single(Delivery delivery)
    {
        if (Value(delivery) is { } value)
            return value;
        var own = delivery.Fields.Where(field => !EntryFields.IsHeader(field.Name)).Take(2).ToList();
        return own.Count == 1
            ? own[0].Value
            : throw new PoisonEntryException("There is not one field in it but none or several; name the one that holds the value: endpoint.ValueField = \"...\".");
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
}
