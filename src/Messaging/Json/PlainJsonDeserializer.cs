using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using MassTransit.Transports;
using Messaging.Inbox;

namespace Messaging.Json;

/// <summary>Reads plain JSON, and an envelope whose sender forgot to say that it is one.</summary>
internal sealed class PlainJsonDeserializer(JsonSerializerOptions options, bool oneType) : IMessageDeserializer
{
    public ContentType ContentType => PlainJsonFactory.Json;

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var content = Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, TypeProperty(receiveContext));
        // MassTransit knows ids that are UUIDs; by any other the message is known again all the same.
        if (content.MessageId is null && ForeignMessageId.Of(receiveContext.TransportHeaders) is { } id)
            receiveContext.GetOrAddPayload(() => new MessageIdentity(id, null));
        return new BodyConsumeContext(receiveContext, content);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Deserialize(body, headers, destinationAddress, null);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("plainJson").Set(new { ContentType.MediaType, OneType = oneType });

    /// <exception cref="SerializationException">The body is no JSON object.</exception>
    private SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress, string? typeProperty)
    {
        var element = Parse(body, headers);
        if (element.TryGetProperty("messageType", out var types) && types.ValueKind is JsonValueKind.Array && element.TryGetProperty("message", out _))
            return SystemTextJsonMessageSerializer.Instance.Deserialize(body, headers, destinationAddress);

        var message = new RawMessageContext(headers, destinationAddress!, RawSerializerOptions.Default);
        return new PlainJsonContext(options, ContentType, message, oneType ? null : TypesOf(headers, typeProperty), element);
    }

    private JsonElement Parse(MessageBody body, Headers headers)
    {
        try
        {
            var element = JsonSerializer.Deserialize<JsonElement>(body.GetBytes(), options);
            return element.ValueKind is JsonValueKind.Object
                ? element
                : throw new SerializationException($"The body of message {ForeignMessageId.TextOf(headers)} is JSON, but {element.ValueKind}; a message is an object.");
        }
        catch (JsonException exception)
        {
            throw new SerializationException($"The body of message {ForeignMessageId.TextOf(headers)} is no JSON: {exception.Message} Send application/json, or MassTransit's envelope with its own content type.", exception);
        }
    }

    private static string[] TypesOf(Headers headers, string? typeProperty)
    {
        var named = headers.Get<string>(MessagingHeaders.MessageType) ?? headers.Get<string>(MassTransit.MessageHeaders.MessageType) ?? typeProperty;
        return named?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }

    private static string? TypeProperty(ReceiveContext context) =>
        context is TransportReceiveContext transport && transport.GetTransportProperties() is { } properties && properties.TryGetValue("RMQ-Type", out var type) ? type as string : null;
}
