using System.Text.Json;
using MassTransit;

namespace Messaging.Json;

/// <summary>Messages without MassTransit's envelope: JSON as any client of any language writes and reads it.</summary>
public static class PlainJsonExtensions
{
    /// <summary>
    /// Takes plain JSON beside envelopes. A message says by the header <c>message-type</c> (or <c>MT-MessageType</c>, or AMQP's property <c>type</c>) what it is,
    /// by the URN or the simple name of the type: <c>StockReserved</c>. On an endpoint of one type it need not.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="oneType">Whether every message of the endpoint is of one type, whatever it says.</param>
    public static void UsePlainJson(this IReceiveEndpointConfigurator endpoint, bool oneType)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.AddDeserializer(new PlainJsonFactory(oneType), isDefault: true);
    }

    /// <summary>Sends the message as its JSON alone, for clients that know nothing of MassTransit.</summary>
    /// <param name="context">The message on its way out.</param>
    /// <param name="options">How it is written.</param>
    public static void AsPlainJson<T>(this SendContext<T> context, JsonSerializerOptions options)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var serializer = new PlainJsonSerializer(options);
        context.Serializer = serializer;
        context.ContentType = serializer.ContentType;
        context.Headers.Set(MessagingHeaders.MessageType, MessageUrn.ForTypeString<T>());
    }
}
